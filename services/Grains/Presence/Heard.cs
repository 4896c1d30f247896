namespace SmartStore.Grains.Presence;

/// <summary>What became of one sighting.</summary>
internal enum Heard
{
    /// <summary>The tracker has it.</summary>
    Taken,

    /// <summary>The shopper's grain is being looked at; the sighting waits with the tracker.</summary>
    Waiting,

    /// <summary>The same anchor had the same power at the same time before, or has said something of a later step: nothing changed.</summary>
    Repeated,

    /// <summary>Evidence that is newer by more than the tracker waits for had come before: it changed nothing.</summary>
    Overtaken,

    /// <summary>There is no such shopper.</summary>
    UnknownShopper,

    /// <summary>The shopper did not consent to presence, or only after it was heard: dropped.</summary>
    NoConsent,

    /// <summary>A scanner heard a tag of theirs, and two stores hear their tags at the same time: evidence of nothing.</summary>
    Conflict,

    /// <summary>More shoppers are being tracked than the table holds: dropped.</summary>
    TableFull,
}
