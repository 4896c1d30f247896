namespace SmartStore.Rpc.Server;

/// <summary>How the caller speaks.</summary>
public enum RpcProtocol
{
    /// <summary>gRPC over HTTP/2.</summary>
    Grpc,

    /// <summary>gRPC-Web, binary or text.</summary>
    GrpcWeb,

    /// <summary>Connect, unary or streaming.</summary>
    Connect,
}
