using SmartStore.Contracts.Mqtt;

namespace SmartStore.Scanner;

/// <summary>Which scanner this is, where it publishes and how much it holds.</summary>
public sealed record ScannerOptions
{
    /// <summary>Broker, credentials, clock and log. Client id (unless given) and status are set by the device.</summary>
    public required BrokerOptions Mqtt { get; init; }

    /// <summary>The store it hangs in.</summary>
    public required string StoreId { get; init; }

    /// <summary>Its anchor's id in the store's layout.</summary>
    public required string ScannerId { get; init; }

    /// <summary>Folder for what could not be sent yet; one scanner, one folder. At most <see cref="QueueBytesMax"/>.</summary>
    public required string QueueFolder { get; init; }

    /// <summary>How often what was heard is published. Default 500 ms; 10 ms to 1 min.</summary>
    public TimeSpan PublishEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A connected scanner that hears nobody for this long says so with an empty message: to be silent for longer counts as being deaf. Default 30 s, a
    /// third of what the server waits; 1 s to 1 h.
    /// </summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sightings in one message at most, within the contract's 64 KiB. Default 200, 1–1,000.</summary>
    public int BatchMax { get; init; } = 200;

    /// <summary>Sightings in memory between two publications. Default 5,000, 1–100,000; then the oldest go, counted.</summary>
    public int BufferMax { get; init; } = 5_000;

    /// <summary>Bytes on disk while there is no broker. Default 16 MiB; then the oldest go.</summary>
    public long QueueBytesMax { get; init; } = 16L << 20;

    /// <summary>How long a message is worth sending. Default 5 min: the server does not act on older sightings. Whole seconds, at least one.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        if (!Core.Id.IsValid(StoreId)) throw new ArgumentException($"'{StoreId}' is no store id.");
        if (!Core.Id.IsValid(ScannerId)) throw new ArgumentException($"'{ScannerId}' is no scanner id.");
        Within(nameof(PublishEvery), PublishEvery.TotalMilliseconds, 10, 60_000);
        Within(nameof(HeartbeatEvery), HeartbeatEvery.TotalSeconds, 1, 3_600);
        Within(nameof(BatchMax), BatchMax, 1, 1_000);
        Within(nameof(BufferMax), BufferMax, 1, 100_000);
        Within(nameof(KeepFor), KeepFor.TotalSeconds, 1, uint.MaxValue);
    }

    private static void Within(string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high)) throw new ArgumentOutOfRangeException(name, value, $"{name} is {low} to {high}.");
    }
}
