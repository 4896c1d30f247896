using System.Diagnostics;
using Grpc.Core.Interceptors;

namespace SmartStore.Api.Calls;

/// <summary>
/// What every call passes on its way to its service, in every form: counted and let in (<see cref="CallMeter"/>), checked
/// (<see cref="Access"/>, <see cref="StaffRights"/>, <see cref="NotBuilt"/>), and its exceptions made statuses (<see cref="CallErrors"/>). One interceptor instead of three, because a stream
/// keeps the state of each for days.
/// </summary>
internal sealed class CallInterceptor(CallMeter meter, CallErrors errors, StaffRights staff) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var (from, status) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        try
        {
            meter.Enter();
            Check(request, context);
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

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var (from, status) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        try
        {
            meter.Enter();
            Check(request, context);
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

    private void Check<TRequest>(TRequest request, ServerCallContext context)
    {
        // Health and the like are not of the contract; their endpoints say who may call them.
        if (Access.Find(context.Method) is not { } rule || request is not IMessage message) return;
        var caller = context.GetHttpContext().User;
        if (!rule.MayCall(caller, message)) throw Refusal.NotYours();
        if (rule.IsOfStore && staff.WhyNot(caller, AccessRule.Field(message, "store_id"), AccessRule.Field(message, "staff_id")) is { } refusal) throw refusal;
        if (NotBuilt.Field(message) is { } unbuilt) throw unbuilt;
    }
}
