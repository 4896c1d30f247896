namespace SmartStore.Mqtt.Client.Sending;

/// <summary>How far a QoS 1 or 2 message of ours has come.</summary>
internal enum OutboundStage
{
    /// <summary>Never sent in this session.</summary>
    Waiting,

    /// <summary>PUBLISH sent; PUBACK or PUBREC is awaited.</summary>
    Published,

    /// <summary>PUBREC received, PUBREL sent; PUBCOMP is awaited.</summary>
    Released,
}

/// <summary>A QoS 1 or 2 message until the server has answered for it.</summary>
internal sealed class OutboundMessage(EncodedMessage message)
{
    private readonly TaskCompletionSource<PublishResult> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EncodedMessage Message { get; } = message;

    public Task<PublishResult> Answered => _answered.Task;

    public OutboundStage Stage { get; set; }

    public ushort PacketId { get; set; }

    /// <summary>It was sent on this connection and counts against the server's receive maximum.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>Timestamp of the last packet sent for it on this connection.</summary>
    public long SentAt { get; set; }

    public void Complete(PublishResult result) => _answered.TrySetResult(result);
}
