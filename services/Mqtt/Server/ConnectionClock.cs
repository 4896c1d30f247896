namespace SmartStore.Mqtt.Server;

/// <summary>When a connection has been silent, or half a packet has been waiting, for too long. Written by the read loop, read by the sweep.</summary>
internal sealed class ConnectionClock(MqttServerOptions options, TimeProvider time)
{
    private readonly long _acceptedAt = time.GetTimestamp();
    private long _lastPacketAt = time.GetTimestamp();
    private long _partialSince;
    private bool _hasBytes;
    private bool _isOpen;
    private bool _isPaused;
    private double _silenceMaxS;

    /// <summary>CONNECT was accepted.</summary>
    /// <param name="keepAliveS">As agreed; 0: for ever.</param>
    public void Open(int keepAliveS)
    {
        _silenceMaxS = keepAliveS * 1.5; // [MQTT-3.1.2-22]
        Volatile.Write(ref _lastPacketAt, time.GetTimestamp());
        Volatile.Write(ref _partialSince, 0);
        Volatile.Write(ref _isOpen, true);
    }

    /// <summary>Something was read.</summary>
    /// <param name="hasPackets">At least one whole packet.</param>
    /// <param name="hasPartial">The beginning of one is left.</param>
    public void OnRead(bool hasPackets, bool hasPartial)
    {
        _hasBytes = true;
        var now = time.GetTimestamp();
        if (hasPackets) Volatile.Write(ref _lastPacketAt, now);
        if (!hasPartial) Volatile.Write(ref _partialSince, 0);
        else if (hasPackets || _partialSince == 0) Volatile.Write(ref _partialSince, now);
    }

    /// <summary>We do not read for a while: the client's silence is ours.</summary>
    public void Pause() => Volatile.Write(ref _isPaused, true);

    /// <summary>We read again.</summary>
    public void Resume()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _lastPacketAt, now);
        if (_partialSince != 0) Volatile.Write(ref _partialSince, now);
        Volatile.Write(ref _isPaused, false);
    }

    /// <summary>What is overdue now; null: nothing.</summary>
    public string? Overdue()
    {
        if (!Volatile.Read(ref _isOpen))
        {
            var age = time.GetElapsedTime(_acceptedAt);
            if (!_hasBytes && age >= options.FirstByteWithin) return "first byte";
            return age >= options.ConnectWithin ? "CONNECT" : null;
        }

        if (Volatile.Read(ref _isPaused)) return null;
        var partial = Volatile.Read(ref _partialSince);
        if (partial != 0 && time.GetElapsedTime(partial) >= options.PacketWithin) return "packet";
        var isSilent = _silenceMaxS > 0 && time.GetElapsedTime(Volatile.Read(ref _lastPacketAt)).TotalSeconds >= _silenceMaxS;
        return isSilent ? "keep alive" : null;
    }
}
