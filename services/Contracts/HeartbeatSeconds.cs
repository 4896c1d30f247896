namespace SmartStore.Contracts;

/// <summary><c>heartbeat_s</c> of the contract: after how many seconds without news a stream says that it works.</summary>
public static class HeartbeatSeconds
{
    /// <summary>When a caller asks for none.</summary>
    public const int Default = 10;

    /// <summary>The fewest that a caller may ask for.</summary>
    public const int Min = 3;

    /// <summary>The most that a caller may ask for.</summary>
    public const int Max = 60;

    /// <summary>What is said to a caller who asks for other seconds.</summary>
    public static string Rule { get; } = $"must be {Min} to {Max}, or 0 for {Default}";

    /// <summary>Whether a caller may ask for so many; 0: for none.</summary>
    public static bool IsAllowed(int seconds) => seconds is 0 or (>= Min and <= Max);

    /// <summary>How long a stream is quiet before a heartbeat.</summary>
    /// <param name="seconds">Allowed.</param>
    public static TimeSpan Every(int seconds) => TimeSpan.FromSeconds(seconds == 0 ? Default : seconds);
}
