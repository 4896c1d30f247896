namespace SmartStore.Grains;

/// <summary>Limits that hold for every host and every store. What breaks one is refused before it is stored.</summary>
public static class GrainLimits
{
    /// <summary>Longest event or effect id, characters.</summary>
    public const int IdCharsMax = 128;

    /// <summary>Longest grain key, bytes of UTF-8.</summary>
    public const int GrainKeyBytesMax = 256;

    /// <summary>Longest event kind, characters.</summary>
    public const int KindCharsMax = 32;

    /// <summary>Longest channel name, characters.</summary>
    public const int ChannelCharsMax = 288;

    /// <summary>Largest payload of an event or an outbox entry, bytes.</summary>
    public const int PayloadBytesMax = 256 * 1024;

    /// <summary>Largest saved state of one grain, bytes.</summary>
    public const int StateBytesMax = 1024 * 1024;

    /// <summary>Operations of one commit: inbox events, local facts and timers together.</summary>
    public const int BatchOperationsMax = 256;

    /// <summary>Effects and messages that one turn may leave behind.</summary>
    public const int EffectsPerTurnMax = 64;

    /// <summary>Entries a grain's stream keeps. Older ones are trimmed with the commit that goes past it, expired ones earlier.</summary>
    public const int StreamEntriesMax = 200;

    /// <summary>Event ids a grain remembers to drop repeats.</summary>
    public const int RememberedIdsMax = 128;

    /// <summary>Events that a store keeps in quarantine, per partition; the oldest make room.</summary>
    public const int QuarantinedMax = 1_000;
}
