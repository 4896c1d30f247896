using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>What a client has done since it was made. Read at any time; each number only grows.</summary>
public sealed class ClientCounters
{
    private readonly long[] _endedBy = new long[256];
    private long _connected;
    private long _failedAttempts;
    private long _published;
    private long _refused;
    private long _droppedOffline;
    private long _received;
    private long _duplicates;
    private long _ignored;

    /// <summary>Connections the server accepted.</summary>
    public long Connected => Interlocked.Read(ref _connected);

    /// <summary>Attempts that ended before the server accepted.</summary>
    public long FailedAttempts => Interlocked.Read(ref _failedAttempts);

    /// <summary>PUBLISH packets written, repeats included.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Messages the server refused with 0x80 or above, or that it does not offer to take.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>QoS 0 messages dropped because there was no connection.</summary>
    public long DroppedOffline => Interlocked.Read(ref _droppedOffline);

    /// <summary>Messages received, without repeats of QoS 2.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>QoS 2 messages the server sent again.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Packets that answered nothing and break no rule: a PINGRESP too many, PUBCOMP for an id long freed.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <summary>Connections and attempts that ended with this reason, ours or the server's.</summary>
    public long EndedWith(ReasonCode code) => Interlocked.Read(ref _endedBy[(byte)code]);

    internal void CountConnected() => Interlocked.Increment(ref _connected);

    internal void CountPublished() => Interlocked.Increment(ref _published);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountDroppedOffline() => Interlocked.Increment(ref _droppedOffline);

    internal void CountReceived() => Interlocked.Increment(ref _received);

    internal void CountDuplicate() => Interlocked.Increment(ref _duplicates);

    internal void CountIgnored() => Interlocked.Increment(ref _ignored);

    internal void CountEnded(ConnectionEnded ended)
    {
        Interlocked.Increment(ref _endedBy[(byte)ended.Code]);
        if (!ended.WasConnected) Interlocked.Increment(ref _failedAttempts);
    }
}
