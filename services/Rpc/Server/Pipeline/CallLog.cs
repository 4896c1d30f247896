using Microsoft.Extensions.Logging;

namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>One Debug line for every call; nothing louder, because peers decide how many calls fail.</summary>
public sealed partial class CallLog(ILogger<CallLog> logger) : IRpcInterceptor
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public void After(RpcContext context, RpcStatus status)
    {
        if (!_logger.IsEnabled(LogLevel.Debug)) return;
        CallEnded(context.Binding.Path, status.Code, context.Age.TotalMilliseconds, context.Peer, context.MessagesIn, context.MessagesOut);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} ended with {Status} after {Milliseconds} ms for {Peer}: {MessagesIn} messages in, {MessagesOut} out.")]
    private partial void CallEnded(string method, StatusCode status, double milliseconds, System.Net.IPEndPoint? peer, long messagesIn, long messagesOut);
}
