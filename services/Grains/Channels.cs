namespace SmartStore.Grains;

/// <summary>Names of outbox channels.</summary>
public static class Channels
{
    /// <summary>The updates of one grain that its watchers stream and resume by cursor.</summary>
    public static string Stream(string grain) => "stream:" + grain;

    /// <summary>Messages of one partition to grains elsewhere, handed on by the relay and trimmed when they arrived.</summary>
    public static string Relay(int partition) => "relay:" + partition.ToString("D3");
}
