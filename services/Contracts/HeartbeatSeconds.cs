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
}
