namespace SmartStore.Grains;

/// <summary>Names of outbox channels.</summary>
public static class Channels
{
    private const string StreamPrefix = "stream:";

    /// <summary>The updates of one grain that its watchers stream and resume by cursor.</summary>
    public static string Stream(string grain) => StreamPrefix + grain;

    /// <summary>Whether a channel is a grain's stream: those keep their newest <see cref="GrainLimits.StreamEntriesMax"/> entries, others keep all until trimmed.</summary>
    public static bool IsStream(string channel) => channel.StartsWith(StreamPrefix, StringComparison.Ordinal);

    /// <summary>Messages of one partition to grains elsewhere, handed on by the relay and trimmed when they arrived.</summary>
    public static string Relay(int partition) => "relay:" + partition.ToString("D3");
}
