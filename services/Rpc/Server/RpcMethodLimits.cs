namespace SmartStore.Rpc.Server;

/// <summary>What one method allows where it differs from <see cref="RpcOptions"/>; null: as there.</summary>
public sealed record RpcMethodLimits
{
    /// <summary>Bytes of one request message, before and after inflating.</summary>
    public int? RequestBytesMax { get; init; }

    /// <summary>Bytes of one response message, before compression.</summary>
    public int? ResponseBytesMax { get; init; }

    /// <summary>The method changes nothing: Connect clients may call it with GET. True as well when the proto says NO_SIDE_EFFECTS.</summary>
    public bool SideEffectFree { get; init; }
}
