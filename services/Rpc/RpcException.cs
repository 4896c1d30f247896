using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace SmartStore.Rpc;

/// <summary>Ends a call with a status. A handler throws it to refuse; a client catches it when a call did not end in OK.</summary>
public sealed class RpcException : Exception
{
    /// <summary>A failed call with this status.</summary>
    public RpcException(RpcStatus status, Exception? innerException = null)
        : base(status.Message, innerException) => Status = status;

    /// <summary>A failed call with this code and one sentence for the peer, and details that it can read as messages.</summary>
    public RpcException(StatusCode code, string message, params IReadOnlyList<IMessage> details)
        : this(new RpcStatus(code, message) { Details = [.. details.Select(Any.Pack)] })
    {
    }

    /// <summary>What the peer is told, or what it told us.</summary>
    public RpcStatus Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode Code => Status.Code;

    /// <summary>On a client: the metadata that came with the status. Empty on a server.</summary>
    public RpcMetadata Trailers { get; init; } = [];
}
