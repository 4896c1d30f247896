using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmartStore.Api.Identity;

namespace SmartStore.Api.Calls;

/// <summary>The server of calls without the services: engine, interceptor, limits, identity, and the order of its middleware.</summary>
internal static class CallServer
{
    // What the engine says of a frame that declares 2 GiB and more, which no number of its own holds.
    private const string DeclaredTooLarge = "Message too large";

    public static IGrpcServerBuilder AddCalls(this IServiceCollection services, ApiOptions options)
    {
        services.AddSingleton(options).AddMetrics();
        services.AddIdentity(options);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusedCalls>();
        // Deny by default: an endpoint without a policy is not served.
        services.AddAuthorization(authorization => authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(static _ => false).Build());
        services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            // Calls carry no cookies across origins, so the wildcard covers all metadata.
            policy.WithOrigins([.. options.CorsOrigins]).AllowAnyHeader().WithMethods("GET", "POST").WithExposedHeaders("*").SetPreflightMaxAge(TimeSpan.FromHours(2));
        }));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, CallLimits>();
        services.AddSingleton<CallMeter>().AddSingleton<StaffRights>().AddSingleton<CallErrors>().AddSingleton<CallInterceptor>();
        return services
            .AddGrpc(grpc =>
            {
                grpc.MaxReceiveMessageSize = options.RequestBytesMax;
                grpc.MaxSendMessageSize = CallLimits.AnswerBytesMax;
                grpc.Interceptors.Add<CallInterceptor>();
            })
            .AddJsonTranscoding(json =>
            {
                // The proto3 JSON mapping, which is not what it writes by default; and without the registry an error with details is an empty 500.
                json.JsonSettings.WriteInt64sAsStrings = true;
                json.JsonSettings.IgnoreDefaultValues = true;
                json.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);
            });
    }

    /// <summary>Puts the middleware in its order. Map services after it.</summary>
    public static void UseCalls(this WebApplication app)
    {
        app.UseRouting();
        app.UseCors();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.Use(TellUnreadable);
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(RefuseLargeBodies);
    }

    // The engine answers UNKNOWN to a message that it cannot read, and no interceptor sees such a call.
    private static async Task TellUnreadable(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response.HasStarted || http.Features.Get<IServerCallContextFeature>()?.ServerCallContext.Status.DebugException is not { } error) return;
        var isTooLarge = error is Microsoft.AspNetCore.Http.BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } || error.Message.StartsWith(DeclaredTooLarge, StringComparison.Ordinal);
        if (!isTooLarge && error is not (InvalidDataException or InvalidProtocolBufferException)) return;
        var (code, sentence) = isTooLarge
            ? (Grpc.Core.StatusCode.ResourceExhausted, "The request is larger than this method takes.")
            : (Grpc.Core.StatusCode.InvalidArgument, "The request cannot be read.");
        http.Response.Headers.GrpcStatus = ((int)code).ToString();
        http.Response.Headers.GrpcMessage = sentence;
    }

    // The engine reads JSON without a limit of its own and would answer the server's limit with a bare 400.
    private static Task RefuseLargeBodies(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() is not { IsJson: true } limit || http.Request.ContentLength is not { } bytes || bytes <= limit.BytesMax) return next(http);
        return StatusJson.Write(http, new Grpc.Core.RpcException(new Grpc.Core.Status(
            Grpc.Core.StatusCode.ResourceExhausted, $"The request has {bytes} bytes; the limit is {limit.BytesMax} bytes.")));
    }
}
