namespace SmartStore.Ingest.Door;

/// <summary>QoS 1 and 2 messages on their way to one client: no more than it allows, which MQTTnet's server does not heed (MQTT 5.0 §4.9).</summary>
/// <param name="size">Messages at once, 1 or more.</param>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle; disposing it would leave whoever waits for it waiting.")]
internal sealed class SendWindow(int size)
{
    private readonly SemaphoreSlim _room = new(size);
    private readonly HashSet<ushort> _open = [];

    /// <summary>Waits until a message may leave.</summary>
    public async Task Enter(ushort packetId, CancellationToken cancel)
    {
        await _room.WaitAsync(cancel).ConfigureAwait(false);
        lock (_open) _open.Add(packetId);
    }

    /// <summary>The client has acknowledged a message. An id that is not open changes nothing.</summary>
    public void Leave(ushort packetId)
    {
        bool wasOpen;
        lock (_open) wasOpen = _open.Remove(packetId);
        if (wasOpen) _room.Release();
    }
}
