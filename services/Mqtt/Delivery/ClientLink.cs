using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Delivery;

/// <summary>What became of one attempt to send. <c>SentToCrowd</c>: sent, but much waits already.</summary>
internal enum SendOutcome
{
    Sent,
    SentToCrowd,
    Full,
    TooLarge,
    Closed,
}

/// <summary>A session's way to its client while connected: the outbound buffer with what CONNECT agreed on.</summary>
/// <param name="client">The other end.</param>
/// <param name="output">Its buffer.</param>
/// <param name="packetBytesMax">Greatest packet the client takes.</param>
/// <param name="window">QoS 1 and 2 messages it may have open.</param>
/// <param name="topicAliasesMax">Aliases it takes.</param>
/// <param name="close">Ends the connection with a reason; any thread.</param>
/// <param name="settle">Handles what has come from the client by now.</param>
internal sealed class ClientLink(
    MqttClientInfo client,
    OutboundBuffer output,
    int packetBytesMax,
    int window,
    int topicAliasesMax,
    Action<ReasonCode> close,
    Func<Task> settle)
{
    private readonly PublishWriter _publishes = new(client.Version, packetBytesMax, topicAliasesMax);

    public MqttClientInfo Client { get; } = client;

    public int Window { get; } = window;

    public int PacketBytesMax { get; } = packetBytesMax;

    /// <summary>Little waits to be written.</summary>
    public bool IsRelieved
    {
        get
        {
            lock (output.Gate) return output.IsRelieved || output.IsClosed;
        }
    }

    public void Close(ReasonCode reason) => close(reason);

    /// <summary>Done when what the client sent before is handled, or a moment has passed.</summary>
    public Task Settle() => settle();

    /// <summary>Appends a message, unless the buffer is full or the client would not take it.</summary>
    /// <param name="kicks">Where to note that the buffer must be kicked; null: kick now.</param>
    public SendOutcome Send(in MessageView message, in DeliveryHeader header, long nowMs, KickList? kicks)
    {
        bool mustKick;
        bool isCrowded;
        lock (output.Gate)
        {
            if (output.IsClosed) return SendOutcome.Closed;
            if (!output.HasRoom) return SendOutcome.Full;
            if (!_publishes.TryWrite(output, message, header, nowMs)) return SendOutcome.TooLarge;
            mustKick = output.MarkDirty();
            isCrowded = output.IsCrowded;
        }

        Kick(mustKick, kicks);
        return isCrowded ? SendOutcome.SentToCrowd : SendOutcome.Sent;
    }

    /// <summary>Appends PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    public void Acknowledge(PacketType type, ushort packetId, ReasonCode reason, KickList? kicks)
    {
        bool mustKick;
        lock (output.Gate)
        {
            if (output.IsClosed) return;
            new AcknowledgePacket { Type = type, PacketId = packetId, Reason = reason }.Write(output, Client.Version);
            mustKick = output.MarkDirty();
        }

        Kick(mustKick, kicks);
    }

    private void Kick(bool mustKick, KickList? kicks)
    {
        if (!mustKick) return;
        if (kicks is null) output.Kick();
        else kicks.Add(output);
    }
}
