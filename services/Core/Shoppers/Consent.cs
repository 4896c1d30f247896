namespace SmartStore.Core.Shoppers;

/// <summary>What a shopper may agree to. Flags; bit <c>n − 1</c> is the contract's purpose <c>n</c>.</summary>
[Flags]
public enum Purposes
{
    /// <summary>Nothing: what a new shopper has agreed to.</summary>
    None = 0,

    /// <summary>Visits, zones, list recall, reminders, pickup.</summary>
    Presence = 1,

    /// <summary>Recipes and offers.</summary>
    Suggestions = 2,

    /// <summary><c>vip_arrived</c> on the staff stream.</summary>
    StaffRecognition = 4,

    /// <summary>Past purchases. Kept and shown; no rule rests on it yet, nor on the following.</summary>
    History = 8,

    /// <summary>Messages of campaigns.</summary>
    Messages = 16,

    /// <summary>Staff see the shopper's card.</summary>
    Clienteling = 32,

    /// <summary>Training and evaluation.</summary>
    Improvement = 64,
}

/// <summary>What a shopper has agreed to, as they said it, and since when.</summary>
/// <param name="Given">The whole set as put; suggestions and recognition are kept without presence, and sleep until it is given.</param>
/// <param name="At">When it was put; <see cref="DateTimeOffset.UnixEpoch"/>: never.</param>
/// <param name="PresenceSince">Since when presence is given without interruption: evidence of the shopper that is older counts for nothing.</param>
public sealed record Consent(Purposes Given, DateTimeOffset At, DateTimeOffset PresenceSince)
{
    /// <summary>A new shopper's.</summary>
    public static Consent None { get; } = new(Purposes.None, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>What may be done: nothing works without presence. A set that lacks it is accepted, because a withdrawal must never be refused.</summary>
    public Purposes Effective => Given.HasFlag(Purposes.Presence) ? Given : Purposes.None;

    /// <summary>True when location may be processed.</summary>
    public bool Presence => Effective.HasFlag(Purposes.Presence);

    /// <summary>True when recipes and offers may be sent.</summary>
    public bool Suggestions => Effective.HasFlag(Purposes.Suggestions);

    /// <summary>True when staff may be told who came in.</summary>
    public bool StaffRecognition => Effective.HasFlag(Purposes.StaffRecognition);
}
