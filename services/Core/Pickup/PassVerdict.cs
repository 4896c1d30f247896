namespace SmartStore.Core.Pickup;

/// <summary>What a shown pass is worth.</summary>
public enum PassVerdict
{
    /// <summary>Unreadable, of an unknown key, or with a wrong signature: it proves nothing, not even whose it is.</summary>
    Forged = 0,

    /// <summary>Genuine, and its time is over.</summary>
    Expired = 1,

    /// <summary>Genuine and fresh.</summary>
    Valid = 2,
}
