using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Hosting;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Hosting;

/// <summary>How a silo finds the others of its cluster, and they it.</summary>
/// <param name="Redis">Where the membership is kept: beside the state.</param>
/// <param name="Name">Silos of one name are one cluster.</param>
/// <param name="Advertise">The address at which the others reach this silo.</param>
/// <param name="SiloPort">Where it listens to silos.</param>
/// <param name="GatewayPort">Where it listens to processes without a silo; 0: nowhere.</param>
public sealed record ClusterPlace(RedisAddress Redis, string Name, IPAddress Advertise, int SiloPort, int GatewayPort)
{
    /// <summary>Certificate that silos show to each other, all with one subject; null: connections between them are not encrypted.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>True when sightings come to this silo from a broker: stores are tracked by silos of this kind, as long as there is one.</summary>
    public bool HearsBroker { get; init; }

    /// <summary>The authorities that sign the silos' certificates.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}

/// <summary>Puts a silo into a cluster. The times were measured: see docs/decisions/0029.</summary>
internal static class ClusterHosting
{
    /// <summary>What a silo is called in the handshake; who it is, its certificate says.</summary>
    public const string SiloName = "silo";

    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeAtMost = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LookAtGatewaysEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAtMembersEvery = TimeSpan.FromSeconds(10);
    // After three of them that were missed, a silo that joins does not wait for an answer of the silent one.
    private static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(5);

    public static void UseCluster(this ISiloBuilder silo, ClusterPlace place)
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (place.Name, place.Name));
        // The name is what the membership tells others of a silo.
        silo.Configure<SiloOptions>(options => options.SiloName = $"{(place.HearsBroker ? StoreShares.HearingName : "silo-")}{Guid.NewGuid():N}");
        silo.ConfigureEndpoints(place.Advertise, place.SiloPort, place.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(place.Advertise));
        silo.UseRedisClustering(options => options.ConfigurationOptions = RedisServers.ForMembership(place.Redis));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            (options.ProbeTimeout, options.MaxProbeTimeout, options.NumMissedProbesLimit) = (ProbeEvery, ProbeAtMost, 3);
            (options.TableRefreshTimeout, options.IAmAliveTablePublishTimeout) = (LookAtMembersEvery, SignOfLifeEvery);
        });
        silo.Configure<ConnectionOptions>(options => (options.OpenConnectionTimeout, options.ConnectionRetryDelay) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250)));
        // First, so that it watches while the silo joins: a process that was killed when it was alone still stands in the table, and would have to answer.
        silo.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, PeerWatch>());
        silo.Services.AddSingleton<IFatalErrorHandler, DeadSilo>();
        if (place.Certificate is not { } certificate) return;
        silo.UseTls(certificate, tls => Secure(tls, place));
        // Before everything else, so that one that is refused has written nothing.
        silo.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => new PeerCheck(place, services.GetRequiredService<IMembershipTable>())));
    }

    /// <summary>Finds the silos of a cluster from a process that is none.</summary>
    public static void UseCluster(this IClientBuilder client, ClusterPlace place)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (place.Name, place.Name));
        client.UseRedisClustering(options => options.ConfigurationOptions = RedisServers.ForMembership(place.Redis));
        client.Configure<GatewayOptions>(static options => options.GatewayListRefreshPeriod = LookAtGatewaysEvery);
        client.Configure<ConnectionOptions>(static options => (options.OpenConnectionTimeout, options.ConnectionRetryDelay) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250)));
        client.UseConnectionRetryFilter(async (_, cancel) =>
        {
            await Task.Delay(ProbeEvery, cancel);
            return true;
        });
        if (place.Certificate is { } certificate) client.UseTls(certificate, tls => Secure(tls, place));
    }

    private static void Secure(TlsOptions tls, ClusterPlace place)
    {
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.CheckCertificateRevocation = false;
        tls.RemoteCertificateValidation = (certificate, _, _) => PeerCertificates.IsPeer(place, certificate);
        tls.OnAuthenticateAsClient = static (_, client) => client.TargetHost = SiloName;
    }
}
