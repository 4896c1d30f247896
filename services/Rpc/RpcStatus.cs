using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace SmartStore.Rpc;

/// <summary>How a call ended, as the peer sees it: a code, one sentence, and typed details when there are any.</summary>
/// <param name="Code">The canonical code.</param>
/// <param name="Message">One sentence for a person, shown to the peer: no secrets, no type names.</param>
public sealed record RpcStatus(StatusCode Code, string Message)
{
    /// <summary>The call worked.</summary>
    public static RpcStatus Ok { get; } = new(StatusCode.Ok, "");

    /// <summary>Typed details (google.rpc.Status.details), empty by default.</summary>
    public IReadOnlyList<Any> Details { get; init; } = [];

    /// <summary>Whether the call worked.</summary>
    public bool IsOk => Code == StatusCode.Ok;

    /// <summary>The bytes of grpc-status-details-bin: a google.rpc.Status that repeats code and message.</summary>
    internal byte[] DetailsToBytes()
    {
        var status = new Protos.Status { Code = (int)Code, Message = Message };
        status.Details.AddRange(Details);
        return status.ToByteArray();
    }

    /// <summary>The details in the bytes of grpc-status-details-bin; none when they do not parse.</summary>
    internal static IReadOnlyList<Any> DetailsFromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RepeatedField<Any> details = Protos.Status.Parser.ParseFrom(bytes).Details;
            return details;
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }
}
