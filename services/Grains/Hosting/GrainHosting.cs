using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using SmartStore.Grains.Records;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Hosting;

/// <summary>Puts the silo, the grains and their store into a process.</summary>
public static class GrainHosting
{
    /// <summary>Calls that may wait for one grain; further ones fail with <c>LimitExceededException</c>.</summary>
    public const int WaitingCallsMax = 1_024;

    /// <summary>Largest message between silos, bytes.</summary>
    public const int MessageBytesMax = 1 << 20;

    /// <summary>A grain without calls for so long leaves memory.</summary>
    public static readonly TimeSpan IdleGrainsLeaveAfter = TimeSpan.FromMinutes(2);

    /// <summary>Adds a silo of its own: one process, no gateway, and no way in for other silos.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="store">Open; stays the caller's to dispose.</param>
    public static IHostApplicationBuilder AddGrains(this IHostApplicationBuilder builder, IStateStore store)
    {
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
            silo.Configure<SiloConnectionOptions>(options => options.ConfigureSiloInboundConnection(connection => connection.Use(_ => context =>
            {
                context.Abort();
                return Task.CompletedTask;
            })));
            silo.AddGrainParts(store);
        });
        return builder;
    }

    /// <summary>What the grains need in every silo, in tests, too.</summary>
    public static ISiloBuilder AddGrainParts(this ISiloBuilder silo, IStateStore store)
    {
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.MaxEnqueuedRequestsHardLimit = WaitingCallsMax;
            options.MaxMessageBodySize = MessageBytesMax;
        });
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = IdleGrainsLeaveAfter;
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
        });
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(static type => type.Assembly == typeof(Core.ShopperId).Assembly));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(store);
        silo.Services.AddSingleton<FactSuspects>();
        silo.Services.AddSingleton<GrainParts>();
        silo.Services.AddGrainStorage(StateStorage.Name, static (provider, _) => new StateStorage(provider.GetRequiredService<IStateStore>()));
        silo.Services.AddHostedService<WakeScanner>();
        return silo;
    }

    // Silos share a port without an error when two of them ask for the same one, so a free one is found by binding it alone.
    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
