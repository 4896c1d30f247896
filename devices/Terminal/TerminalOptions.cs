using SmartStore.Contracts.Mqtt;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Terminal;

/// <summary>Which terminal this is, where it publishes and how long it waits.</summary>
public sealed record TerminalOptions
{
    /// <summary>Broker, credentials, clock and log. Client id (unless given) and status are set by the device.</summary>
    public required BrokerOptions Mqtt { get; init; }

    /// <summary>The store it stands in.</summary>
    public required string StoreId { get; init; }

    /// <summary>Its id in the store's layout.</summary>
    public required string TerminalId { get; init; }

    /// <summary>Folder for taps that could not be sent yet; one terminal, one folder.</summary>
    public required string QueueFolder { get; init; }

    /// <summary>How long a tap waits for its answer. Default 5 s: shoppers do not stand there for longer. More than zero.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Taps that may wait for an answer at once. Default 100, at least 1; one more is refused.</summary>
    public int WaitingMax { get; init; } = 100;

    /// <summary>Taps on disk while there is no broker. Default 10,000, at least 1; one more is <see cref="TapOutcome.NotKept"/>.</summary>
    public int QueuedMax { get; init; } = 10_000;

    /// <summary>Doors, when the terminal is a locker; null: it is a desk.</summary>
    public LockerOptions? Locker { get; init; }

    /// <summary>It shows what the server has for its screen, and takes acts. Default false.</summary>
    public bool HasScreen { get; init; }

    /// <summary>BCP 47 tag of the language in which it speaks where the server does not. Default empty: English.</summary>
    public string Language { get; init; } = "";

    /// <summary>Never connect: for trying vouchers. Default false.</summary>
    public bool IsOffline { get; init; }

    /// <summary>How long an answer is waited for before a tap or a report is published again. Default 2 s; more than zero.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(2);

    internal void Validate()
    {
        Locker?.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RepeatAfter, TimeSpan.Zero);
        if (!Core.Id.IsValid(StoreId)) throw new ArgumentException($"'{StoreId}' is no store id.");
        if (!Core.Id.IsValid(TerminalId)) throw new ArgumentException($"'{TerminalId}' is no terminal id.");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AnswerTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(WaitingMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueuedMax, 1);
    }
}
