using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>The subscriptions in process. The first whose filter takes the topic gets the message. Read without a lock.</summary>
internal sealed class Interceptors
{
    private readonly Lock _gate = new();
    private Entry[] _entries = [];

    /// <summary>Changes with every registration.</summary>
    public object Version => Volatile.Read(ref _entries);

    public IDisposable Add(byte[] filter, IPublishHandler handler)
    {
        var entry = new Entry(this, filter, handler);
        lock (_gate) Volatile.Write(ref _entries, [.. _entries, entry]);
        return entry;
    }

    public IPublishHandler? Find(ReadOnlySpan<byte> topic)
    {
        foreach (var entry in Volatile.Read(ref _entries))
            if (MqttText.Matches(entry.Filter, topic))
                return entry.Handler;
        return null;
    }

    private sealed class Entry(Interceptors owner, byte[] filter, IPublishHandler handler) : IDisposable
    {
        public byte[] Filter => filter;

        public IPublishHandler Handler => handler;

        public void Dispose()
        {
            lock (owner._gate) Volatile.Write(ref owner._entries, Array.FindAll(owner._entries, other => other != this));
        }
    }
}
