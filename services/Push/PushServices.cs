using Microsoft.Extensions.DependencyInjection;
using SmartStore.Grains;
using SmartStore.Push.Operators;
using SmartStore.Push.Shoppers;
using SmartStore.Push.Staff;
using SmartStore.Push.Streams;
using SmartStore.Rpc;

namespace SmartStore.Push;

/// <summary>Puts streams out and commands in into the composition.</summary>
public static class PushServices
{
    /// <summary>Adds the services that phones, staff and operators call, and what hands committed effects to them.</summary>
    public static IServiceCollection AddPush(this IServiceCollection services) => services
        .AddSingleton<StreamHub>()
        .AddSingleton<IEffectSink, CommittedEffects>()
        .AddRpcService<ShoppersService>()
        .AddRpcService<StaffService>()
        .AddRpcService<OperatorsService>();
}
