using Microsoft.Extensions.DependencyInjection;
using SmartStore.Grains;
using SmartStore.Push.Operators;
using SmartStore.Push.Shoppers;
using SmartStore.Push.Staff;
using SmartStore.Push.Streams;
using SmartStore.Push.Terminals;
using SmartStore.Rpc;

namespace SmartStore.Push;

/// <summary>Puts streams out and commands in into the composition.</summary>
public static class PushServices
{
    /// <summary>Adds the services that phones, staff and operators call, and what hands committed effects to them.</summary>
    public static IServiceCollection AddPush(this IServiceCollection services) => services
        .AddSingleton<StreamHub>()
        .AddSingleton<AnswerDispatcher>()
        .AddSingleton<IEffectSink, CommittedEffects>()
        .AddRpcService<ShoppersService>()
        .AddRpcService<StaffService>()
        .AddRpcService<OperatorsService>();

    /// <summary>
    /// Starts the dispatcher of answers to terminals. Add it after what restores the terminals' sessions: an answer that was left over reaches
    /// nobody before that, and is trimmed all the same.
    /// </summary>
    public static IServiceCollection AddAnswerDispatch(this IServiceCollection services) =>
        services.AddHostedService(static provider => provider.GetRequiredService<AnswerDispatcher>());
}
