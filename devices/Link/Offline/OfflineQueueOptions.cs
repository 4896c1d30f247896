using Microsoft.Extensions.Logging.Abstractions;

namespace SmartStore.Link.Offline;

/// <summary>Bounds of an <see cref="OfflineQueue"/>.</summary>
public sealed record OfflineQueueOptions
{
    /// <summary>Folder of the file; created when absent. One process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Bytes of the messages that wait, topics and properties included. Default 64 MiB (a day of 5 sightings/s at 150 B); 64 KiB to 4 GiB.
    /// The file takes up to twice as much and does not shrink; its log takes a few MiB more.
    /// </summary>
    public long BytesMax { get; init; } = 64L << 20;

    /// <summary>Messages waiting, both lanes. Default 500,000; 1 to 10,000,000.</summary>
    public int MessagesMax { get; init; } = 500_000;

    /// <summary>Bytes of one message with its topic and properties. Default 64 KiB; 64 B to 1 MiB.</summary>
    public int MessageBytesMax { get; init; } = 64 << 10;

    /// <summary>Where a failing disk and a damaged file are logged.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesMax, 64L << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BytesMax, 4L << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(MessagesMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MessagesMax, 10_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MessageBytesMax, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MessageBytesMax, 1 << 20);
    }
}

/// <summary>What may happen to a message while there is no room and no network.</summary>
public enum QueueLane
{
    /// <summary>Never dropped: when there is no room the new one is refused. Taps, orders. On disk (fsync) before the call returns.</summary>
    Kept,

    /// <summary>The oldest go first when room is needed. Sightings. Survives the end of the process; a power cut may take what the system had not yet written.</summary>
    Droppable,
}

/// <summary>What became of a message handed to the queue.</summary>
public enum QueueOutcome
{
    /// <summary>It is in the file.</summary>
    Stored,

    /// <summary>No room, and nothing that may be dropped for it.</summary>
    Full,

    /// <summary>Larger than <see cref="OfflineQueueOptions.MessageBytesMax"/>.</summary>
    TooLarge,

    /// <summary>The disk refused the bytes.</summary>
    DiskFailed,
}
