using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Server;

/// <summary>A service: which descriptor it serves, and its handlers bound to the methods by name.</summary>
public interface IRpcService
{
    /// <summary>The service as its .proto declares it.</summary>
    ServiceDescriptor Descriptor { get; }

    /// <summary>Binds a handler and a policy to every method, or declares it unimplemented. Called once, at start.</summary>
    void Bind(RpcServiceBuilder methods);
}
