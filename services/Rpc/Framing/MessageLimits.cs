namespace SmartStore.Rpc.Framing;

/// <summary>What one message may be. The limit on the inflated size holds while inflating.</summary>
/// <param name="BytesMax">Bytes of one message, before and after inflating.</param>
/// <param name="InflateRatioMax">How many times its compressed size a message may inflate to; null for no such limit.</param>
internal readonly record struct MessageLimits(int BytesMax, int? InflateRatioMax)
{
    public RpcException TooLarge(string what, long bytes, bool atLeast = false) =>
        new(StatusCode.ResourceExhausted, $"The {what} has {(atLeast ? "at least " : "")}{bytes} bytes; the limit is {BytesMax} bytes.");
}
