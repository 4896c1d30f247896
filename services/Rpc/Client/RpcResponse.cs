namespace SmartStore.Rpc.Client;

/// <summary>A response with the metadata that came before and after it.</summary>
public sealed record RpcResponse<T>(T Message, RpcMetadata Headers, RpcMetadata Trailers);
