using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmartStore.Api.Cases;
using SmartStore.Api.Households;
using SmartStore.Api.Identity;
using SmartStore.Api.Operators;
using SmartStore.Api.Push;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Staff;
using SmartStore.Api.Stores;
using SmartStore.Api.Streams;
using SmartStore.Api.Terminals;

namespace SmartStore.Api;

/// <summary>
/// Everything that phones, staff, pages and other systems call: gRPC, gRPC-Web, JSON and server-sent events. The way of a call:
/// identity → policy (<see cref="Access"/>) → <see cref="CallInterceptor"/> (counted, errors, owner, unbuilt fields) → the service.
/// </summary>
public static class ApiServices
{
    /// <summary>
    /// Adds the services and their server. Needs grains in this process or a client of theirs, with <see cref="GrainCodecs"/>; an
    /// <see cref="IStoreCatalog"/>, <see cref="IDocumentStore"/>, <see cref="IDevices"/>, <see cref="IStaffMembers"/>, <see cref="IPasses"/>, <see cref="ISigningKeys"/>, the shoppers' rules
    /// and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddApi(this IServiceCollection services, ApiOptions options)
    {
        services.AddCalls(options)
            .AddServiceOptions<StoresService>(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = CallLimits.LayoutBytesMax)
            .AddServiceOptions<OperatorsService>(grpc => grpc.MaxReceiveMessageSize = CallLimits.ImportBytesMax)
            .AddServiceOptions<CalibrationsService>(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = CallLimits.CalibrationBytesMax);
        services.AddGrpcReflection();
        services.TryAddSingleton<GrainCalls>();
        services.TryAddSingleton<CaseCalls>();
        services.TryAddSingleton<HelpCalls>();
        services.TryAddSingleton<ScreenCalls>();
        services.TryAddSingleton<TapCalls>();
        return services
            .AddSingleton<StreamHub>()
            .AddHostedService(static provider => provider.GetRequiredService<StreamHub>())
            .AddSingleton<LivePictures>()
            .AddHostedService(static provider => provider.GetRequiredService<LivePictures>())
            .AddSingleton<StreamCalls>()
            .AddSingleton<PinDesk>()
            .AddSingleton<Boards>()
            .AddHostedService(static provider => provider.GetRequiredService<Boards>())
            .AddSingleton<ShopperCalls>()
            .AddSingleton<OrderPasses>()
            .AddSingleton<CaseDesk>()
            .AddSingleton<AccessNotes>()
            .AddSingleton<InviteCodes>()
            .AddSingleton<HouseholdCalls>()
            .AddSingleton<ConsentCalls>()
            .AddSingleton<MemberCalls>()
            .AddSingleton<SignOut>()
            .AddSingleton<ShoppersService>()
            .AddSingleton<StaffService>()
            .AddSingleton<StoresService>()
            .AddSingleton<DeviceCalls>()
            .AddSingleton<StoreLines>()
            .AddSingleton<ImportCalls>()
            .AddSingleton<OperatorsService>()
            .AddSingleton<CalibrationsService>()
            .AddSingleton<ScreenStreams>()
            .AddSingleton<IScreenEdge>(static provider => provider.GetRequiredService<ScreenStreams>())
            .AddSingleton<TerminalsService>()
            .AddSingleton<InsightsService>()
            .AddSingleton(static provider => new OwnCalls(provider.GetRequiredService<CallInterceptor>(), binder =>
            {
                Proto.Shoppers.BindService(binder, provider.GetRequiredService<ShoppersService>());
                Proto.Staff.BindService(binder, provider.GetRequiredService<StaffService>());
                Proto.Stores.BindService(binder, provider.GetRequiredService<StoresService>());
                Proto.Operators.BindService(binder, provider.GetRequiredService<OperatorsService>());
                Proto.Calibrations.BindService(binder, provider.GetRequiredService<CalibrationsService>());
                Proto.Insights.BindService(binder, provider.GetRequiredService<InsightsService>());
            }));
    }

    /// <summary>Serves the services on every HTTP port of the application.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseCalls();
        app.MapCalls<ShoppersService>();
        app.MapCalls<StaffService>();
        app.MapCalls<StoresService>();
        app.MapCalls<OperatorsService>();
        app.MapCalls<CalibrationsService>();
        app.MapCalls<TerminalsService>();
        app.MapCalls<InsightsService>();
        app.MapUpdates();
        app.MapBoards();
        app.MapPush();
        app.MapSignIn(app.Services.GetRequiredService<ApiOptions>());
        // The contract is public, so anybody may ask for it.
        app.MapGrpcReflectionService().AllowAnonymous();
        return app;
    }

    /// <summary>Lets operators alone call endpoints that are none of the contract's.</summary>
    /// <param name="refuse">Answers who may not, with 401 for nobody and 403 for somebody else; null: as a call is answered.</param>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder endpoints, Func<HttpContext, int, Task>? refuse = null)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.RequireAuthorization(new AccessRule(Roles.Operator).Policy);
        if (refuse is not null) endpoints.WithMetadata(new RefusalPage(refuse));
        return endpoints;
    }

    /// <summary>Refuses to start while an endpoint of the application does not say who may call it.</summary>
    /// <exception cref="InvalidOperationException">It names them.</exception>
    public static void RequirePolicies(this WebApplication app)
    {
        var open = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        if (open.Count > 0) throw new InvalidOperationException($"Endpoints without a policy: {string.Join(", ", open)}.");
    }
}
