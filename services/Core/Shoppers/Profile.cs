namespace SmartStore.Core.Shoppers;

/// <summary>How close a shopper is to the shop. Numbers are the contract's.</summary>
public enum Tier
{
    /// <summary>Not said: treated as regular.</summary>
    Unspecified = 0,

    /// <summary>Everybody.</summary>
    Regular = 1,

    /// <summary>Greeted by name, if they agreed to it.</summary>
    Vip = 2,
}

/// <summary>What the operator's customer system says about a shopper.</summary>
/// <param name="Name">As staff would greet them; may be empty.</param>
/// <param name="Tags">Beacon keys of what the shopper carries (loyalty tag, the app's own id), in the contract's spelling.</param>
public sealed record Profile(string Name, Tier Tier, IReadOnlyList<string> Tags)
{
    /// <summary>Most tags of one shopper.</summary>
    public const int TagsMax = 16;

    /// <summary>A child: its guardian decides for it.</summary>
    public bool IsChild { get; init; }

    /// <summary>Who decides for a child; empty: not said.</summary>
    public string Guardian { get; init; } = "";
}
