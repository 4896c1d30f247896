namespace SmartStore.Grains;

/// <summary>Settings of a <see cref="GrainHost"/>. The defaults suit one store PC.</summary>
public sealed class GrainHostOptions
{
    /// <summary>Name of this node in leases and logs.</summary>
    public string Node { get; init; } = "local";

    /// <summary>How often held leases are prolonged. Default 2 s; the store's lease must live at least three times as long.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often free partitions are looked for, ± 25 %. Default 1 s.</summary>
    public TimeSpan ScanEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A node that could not prolong a lease for this long, counted from when it sent the last renewal that succeeded, stops serving the
    /// partition by itself. Default 5 s; must be longer than <see cref="RenewEvery"/> and shorter than the store's lease.
    /// </summary>
    public TimeSpan SelfFenceAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a partition looks for events that other nodes appended. Default 1 s; events appended here are seen at once.</summary>
    public TimeSpan InboxPollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often an append whose outcome is unknown is resent before the caller hears of it. Default 4 (about 1.5 s).</summary>
    public int AppendRetries { get; init; } = 4;

    /// <summary>Local facts and reads that wait in one partition's mailbox. Default 1,024; then callers wait for room.</summary>
    public int MailboxMax { get; init; } = 1_024;

    /// <summary>Callers of one partition that wait for room in its mailbox. Default 1,024; then <see cref="GrainBusyException"/>.</summary>
    public int MailboxWaitersMax { get; init; } = 1_024;

    /// <summary>Appends of one partition that wait for the disk. Default 1,024; then <see cref="GrainBusyException"/>.</summary>
    public int AppendsInFlightMax { get; init; } = 1_024;

    /// <summary>Appended events of one partition that are not applied yet. Default 50,000; then appending throws <see cref="GrainBusyException"/>.</summary>
    public int InboxLagMax { get; init; } = 50_000;

    /// <summary>Grains of one partition in memory between two commits. Default 256; the least recently used leave first and come back from the store.</summary>
    public int GrainsInMemoryMax { get; init; } = 256;

    /// <summary>After this long unused a grain leaves memory. Default 10 s: who stands in the store and decides nothing costs a tracker, not a grain.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <see cref="GrainHost.Stop"/> lets the mailboxes finish before it gives up on them. Default 5 s.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a test of the tests takes away. Never set otherwise.</summary>
    internal Ablation Without { get; init; }

    internal void Check()
    {
        if (RenewEvery <= TimeSpan.Zero || SelfFenceAfter <= RenewEvery)
            throw new ArgumentException($"A partition's lease is renewed every {RenewEvery}, which must be less than the {SelfFenceAfter} after which it is given up.");
        if (MailboxMax < 1 || MailboxWaitersMax < 0 || AppendsInFlightMax < 1 || InboxLagMax < 1 || GrainsInMemoryMax < 0)
            throw new ArgumentException("The limits of the grain host must be positive.");
    }
}

/// <summary>Protections that an ablation test switches off, to see that the simulator notices.</summary>
[Flags]
internal enum Ablation
{
    None = 0,
    DuplicateDetection = 1,
    EffectsAfterCommit = 2,
    DerivedEffectIds = 4,
}
