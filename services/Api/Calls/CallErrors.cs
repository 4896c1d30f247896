using Orleans.Runtime;

namespace SmartStore.Api.Calls;

/// <summary>What a caller hears of an exception: one place for all of them. A bug of ours is INTERNAL without a word of why, and one line of the log.</summary>
internal sealed partial class CallErrors(TimeProvider time, ILogger<CallErrors> log)
{
    // A caller can cause the same failure as often as it likes; the metrics count every one.
    private const int LinesPerMinute = 10;

    private readonly Lock _gate = new();
    private DateTimeOffset _minuteEnds;
    private int _linesLeft;

    /// <summary>What a caller hears of a failure of the grains; null: it is not theirs. The sentence says whether calling again helps.</summary>
    internal static Status? StatusOf(Exception failure) => failure switch
    {
        LimitExceededException or StoreBusyException => new Status(StatusCode.ResourceExhausted, "Too much is waiting; call again later."),
        FactQuarantinedException => new Status(StatusCode.Internal, "This could not be applied and is kept for inspection; calling again does not help."),
        StoreDamagedException => new Status(StatusCode.Internal, "What is stored of this is damaged and kept for inspection; calling again does not help."),
        _ when GrainCalls.IsPassing(failure) => new Status(StatusCode.Unavailable, "The store does not answer at the moment; call again."),
        _ => null,
    };

    public RpcException StatusOf(Exception failure, ServerCallContext context)
    {
        switch (failure)
        {
            // What the generated code of a method that no service overrides throws.
            case RpcException { StatusCode: StatusCode.Unimplemented, Status.Detail: "" }:
                return NotBuilt.Method(context.Method);
            case RpcException refused:
                return refused;
            case WrongFieldsException wrong:
                return wrong.ToStatus(isInTrailers: context.GetHttpContext().Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true);
            case OperationCanceledException or IOException or InvalidOperationException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "The caller left."));
        }

        if (StatusOf(failure) is { } known) return new RpcException(known);
        if (MayLog()) LogFailed(context.Method, failure);
        return new RpcException(new Status(StatusCode.Internal, "The server failed to answer this call."));
    }

    private bool MayLog()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _minuteEnds) (_minuteEnds, _linesLeft) = (now + TimeSpan.FromMinutes(1), LinesPerMinute);
            return _linesLeft-- > 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed; its caller got INTERNAL.")]
    private partial void LogFailed(string method, Exception failure);
}
