using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmartStore.Rpc.Health;
using SmartStore.Rpc.Identity;
using SmartStore.Rpc.Reflection;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Server.Pipeline;

namespace SmartStore.Rpc;

/// <summary>Puts the RPC server into a web application.</summary>
public static class RpcServiceCollection
{
    /// <summary>Adds the server and Kestrel's limits for it. Add services with <see cref="AddRpcService{T}"/>, then <see cref="MapRpc"/>.</summary>
    public static IServiceCollection AddRpc(this IServiceCollection services, Action<RpcOptions>? configure = null)
    {
        services.AddOptions<RpcOptions>().Configure(options => configure?.Invoke(options));
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IssuerKeys>();
        services.TryAddSingleton<TokenValidator>();
        services.TryAddSingleton<RpcMetrics>();
        services.TryAddSingleton<CallLog>();
        services.TryAddSingleton<Authentication>();
        services.TryAddSingleton<RpcPipeline>();
        services.TryAddSingleton<RpcServer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>());
        return services;
    }

    /// <summary>Adds a service; one instance serves every call.</summary>
    public static IServiceCollection AddRpcService<T>(this IServiceCollection services)
        where T : class, IRpcService
    {
        services.TryAddSingleton<T>();
        services.AddSingleton<IRpcService>(provider => provider.GetRequiredService<T>());
        return services;
    }

    /// <summary>Adds grpc.health.v1. Whoever knows the state takes <see cref="RpcHealth"/> and sets it; it starts as not serving.</summary>
    public static IServiceCollection AddRpcHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<RpcHealth>();
        return services.AddRpcService<HealthService>();
    }

    /// <summary>Adds server reflection, v1 and v1alpha.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="policy">Who may ask; what is served is no secret in a public contract, but it is yours to decide.</param>
    public static IServiceCollection AddRpcReflection(this IServiceCollection services, RpcPolicy policy)
    {
        services.TryAddSingleton(provider => new ReflectionAnswers(provider, policy));
        return services.AddRpcService<ReflectionService>().AddRpcService<ReflectionAlphaService>();
    }

    /// <summary>
    /// Serves the services that were added, on every port of the application: gRPC on HTTP/2, gRPC-Web and Connect on either.
    /// Other requests go on to the rest of the application.
    /// </summary>
    /// <exception cref="InvalidOperationException">A service is bound wrongly, or an option is wrong: one sentence for each mistake.</exception>
    public static IApplicationBuilder MapRpc(this IApplicationBuilder application)
    {
        var server = application.ApplicationServices.GetRequiredService<RpcServer>();
        return application.Use(next => http => server.InvokeAsync(http, next));
    }
}
