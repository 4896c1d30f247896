using System.Buffers;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Packets;

/// <summary>Reads any packet, and writes it again from what was read.</summary>
internal static class AnyPacket
{
    public const int PacketBytesMax = 64 * 1024;

    /// <summary>Null status: not all of it is there.</summary>
    public static ReasonCode? Read(ReadOnlySequence<byte> bytes, MqttVersion version, ArrayBufferWriter<byte> again)
    {
        using var scratch = new FrameScratch();
        var scanner = new FrameScanner(bytes, PacketBytesMax, scratch);
        return scanner.Next(out var frame) switch
        {
            OperationStatus.NeedMoreData => null,
            OperationStatus.InvalidData => scanner.Reason,
            _ => Read(frame, version, again),
        };
    }

    private static ReasonCode Read(in Frame frame, MqttVersion version, ArrayBufferWriter<byte> again)
    {
        ReasonCode reason;
        switch (frame.Type)
        {
            case PacketType.Connect:
                reason = ConnectPacket.Read(frame.Flags, frame.Body, out var connect);
                if (reason == ReasonCode.Success) connect.Write(again);
                return reason;
            case PacketType.Connack:
                reason = ConnackPacket.Read(frame.Body, version, out var connack);
                if (reason == ReasonCode.Success) connack.Write(again, version);
                return reason;
            case PacketType.Publish:
                reason = PublishPacket.Read(frame.Flags, frame.Body, version, out var publish);
                if (reason == ReasonCode.Success) publish.Write(again, version);
                return reason;
            case PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp:
                reason = AcknowledgePacket.Read(frame.Type, frame.Body, version, out var acknowledge);
                if (reason == ReasonCode.Success) acknowledge.Write(again, version);
                return reason;
            case PacketType.Subscribe:
                reason = SubscribePacket.Read(frame.Body, version, out var subscribe);
                if (reason == ReasonCode.Success) subscribe.Write(again, version);
                return reason;
            case PacketType.Suback or PacketType.Unsuback:
                reason = SubackPacket.Read(frame.Type, frame.Body, version, out var suback);
                if (reason == ReasonCode.Success) suback.Write(again, version);
                return reason;
            case PacketType.Unsubscribe:
                reason = UnsubscribePacket.Read(frame.Body, version, out var unsubscribe);
                if (reason == ReasonCode.Success) unsubscribe.Write(again, version);
                return reason;
            case PacketType.Disconnect or PacketType.Auth:
                reason = DisconnectPacket.Read(frame.Type, frame.Body, version, out var disconnect);
                if (reason == ReasonCode.Success) disconnect.Write(again, version);
                return reason;
            case PacketType.Pingreq:
                PingPacket.WriteRequest(again);
                return ReasonCode.Success;
            default:
                PingPacket.WriteResponse(again);
                return ReasonCode.Success;
        }
    }
}
