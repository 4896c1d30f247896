using SmartStore.Contracts.Mqtt;

namespace SmartStore.Phone;

/// <summary>Whose phone this is and how it reports.</summary>
public sealed record PhoneOptions
{
    /// <summary>Whose phone.</summary>
    public required string ShopperId { get; init; }

    /// <summary>The store whose beacons it knows; empty: it only watches, and what it hears it keeps to itself.</summary>
    public string StoreId { get; init; } = "";

    /// <summary>This phone's name among the shopper's devices; the newest stream of a name wins. Default <c>phone</c>.</summary>
    public string DeviceId { get; init; } = "phone";

    /// <summary>How sightings travel: over MQTT with these options (client id is set unless given); null: by <c>Report</c> over gRPC.</summary>
    public BrokerOptions? Mqtt { get; init; }

    /// <summary>Where to go on from; empty: from the present.</summary>
    public string AfterCursor { get; init; } = "";

    /// <summary>How often what was heard is reported. Default 500 ms; 10 ms to 1 min.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Sightings in one report at most. Default 200, 1–500: they fit into 64 KiB.</summary>
    public int BatchMax { get; init; } = 200;

    /// <summary>Sightings in memory between two reports. Default 2,000, 1–100,000; then the oldest go, counted.</summary>
    public int BufferMax { get; init; } = 2_000;

    /// <summary>Longest wait for an answer to a unary call. Default 10 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The server says so often that the stream works when it has no news; one that is silent for three times as long is opened again. Default 10 s; 3 to 60 s, whole seconds.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clock and timers. With <see cref="Mqtt"/>, its clock should be the same.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A number in [0, 1) for each pause between two tries to watch.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    internal void Validate()
    {
        if (!Core.Id.IsValid(ShopperId)) throw new ArgumentException($"'{ShopperId}' is no shopper id.");
        if (StoreId.Length > 0 && !Core.Id.IsValid(StoreId)) throw new ArgumentException($"'{StoreId}' is no store id.");
        if (!Core.Id.IsValid(DeviceId)) throw new ArgumentException($"'{DeviceId}' is no device id.");
        Within(nameof(ReportEvery), ReportEvery.TotalMilliseconds, 10, 60_000);
        Within(nameof(BatchMax), BatchMax, 1, 500);
        Within(nameof(BufferMax), BufferMax, 1, 100_000);
        Within(nameof(CallTimeout), CallTimeout.TotalSeconds, 0.001, 3600);
        Within(nameof(Heartbeat), Heartbeat.TotalSeconds, 3, 60);
    }

    private static void Within(string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high)) throw new ArgumentOutOfRangeException(name, value, $"{name} is {low} to {high}.");
    }
}
