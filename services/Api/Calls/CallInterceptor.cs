using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace SmartStore.Api.Calls;

/// <summary>
/// What every call passes on its way to its service, in every form: counted and let in (<see cref="CallMeter"/>), checked
/// (<see cref="CallRules"/>), and its exceptions made statuses (<see cref="CallErrors"/>). One interceptor instead of three, because a stream
/// keeps the state of each for days.
/// </summary>
internal sealed class CallInterceptor(CallMeter meter, CallErrors errors) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var (from, status) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        try
        {
            meter.Enter();
            CallRules.Check(request, context);
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            var refusal = errors.StatusOf(e, context);
            status = refusal.StatusCode;
            throw refusal;
        }
        finally
        {
            meter.Leave(context, status, Stopwatch.GetElapsedTime(from), isStream: false);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var (from, status) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        try
        {
            meter.Enter();
            CallRules.Check(request, context);
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            var refusal = errors.StatusOf(e, context);
            status = refusal.StatusCode;
            throw refusal;
        }
        finally
        {
            meter.Leave(context, status, Stopwatch.GetElapsedTime(from), isStream: true);
        }
    }
}
