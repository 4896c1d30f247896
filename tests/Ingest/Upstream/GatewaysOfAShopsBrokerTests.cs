using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;
using SmartStore.Ingest.Tests.Gateways;
using SmartStore.Ingest.Upstream;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Ingest.Tests.Upstream;

/// <summary>Makers' gateways that speak to the broker a shop has already: their topics are taken from there as the layout names them.</summary>
public sealed class GatewaysOfAShopsBrokerTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly GatewayFixture s_minew = GatewayFixture.All.First(fixture => fixture.Maker == "minew" && fixture.Sightings.Count > 0);

    private readonly Subscriptions _asked = new();
    private readonly SightingCounts _counts = new();
    private readonly RefusedMessages _refused = new();
    private readonly TrackedStores _stores = new(ZoneTrackerRules.Default, TimeProvider.System);
    private readonly MqttServer _ours = new();
    private WebApplication _shop = null!;
    private GatewayRoutes _routes = null!;
    private UpstreamBroker _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt()));
        builder.Services.AddSingleton<IMqttAuthorizer>(_asked);
        builder.Services.AddMqtt();
        _shop = builder.Build();
        await _shop.Services.GetRequiredService<MqttServer>().Start();
        await _shop.StartAsync();
        var port = new Uri(_shop.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

        // What nobody carries reaches no tracker, and no tap is sent here: nothing behind the counts is needed.
        var sightings = new SightingIntake(null!, new TagIndex(), RotatingTags.None, _counts, TimeProvider.System);
        var messages = new MessageIntake(_stores, sightings, new TapIntake(null!, null!, null!, TimeProvider.System), _refused, TimeProvider.System, NullLogger<MessageIntake>.Instance);
        _routes = new GatewayRoutes(_stores, sightings, _refused, TimeProvider.System, NullLogger<GatewayRoutes>.Instance);
        var address = new UpstreamAddress(new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", port), null, null);
        _upstream = new UpstreamBroker(address, messages, _routes, NullLogger<UpstreamBroker>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.StopAsync(CancellationToken.None);
        await _shop.DisposeAsync();
        await _ours.DisposeAsync();
        _upstream.Dispose();
        _routes.Dispose();
        _counts.Dispose();
        _refused.Dispose();
    }

    [Fact]
    public async Task A_gateways_topic_is_subscribed_read_as_its_maker_writes_and_given_back_when_the_layout_names_another()
    {
        Put("hall/one/#");
        await _upstream.StartAsync(CancellationToken.None);
        await _asked.Until("$share/smartstore/hall/one/#");
        await Say("hall/one/status");
        Assert.True(SpinWait.SpinUntil(() => Heard == s_minew.Sightings.Count, s_patience));

        Put("hall/two/#");
        await _asked.Until("$share/smartstore/hall/two/#");
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await Publish("hall/one/status"));
        await Say("hall/two/status");
        Assert.True(SpinWait.SpinUntil(() => Heard == 2 * s_minew.Sightings.Count, s_patience));
    }

    [Fact]
    public async Task A_filter_that_is_none_is_counted_and_the_others_go_on()
    {
        Put("hall/#/x", "hall/one");
        await _upstream.StartAsync(CancellationToken.None);
        await _asked.Until("$share/smartstore/hall/one");
        Assert.Contains(("scanner-0", "topic_filter", 1L), _refused.Of("s1"));
    }

    private long Heard => Enum.GetValues<SightingFate>().Sum(fate => _counts[fate]);

    private void Put(params string[] filters)
    {
        var zone = new ZoneId("hall");
        _stores.Replace(new StoreLayout(
            new StoreId("s1"), "Shop", "EUR", "",
            [new Zone(zone, "Hall", [], IsEntrance: true, IsPickup: false)],
            [.. filters.Select((_, i) => new Anchor($"scanner-{i}", zone, "", 0, 0, 0))],
            [],
            [.. filters.Select((filter, i) => new Gateway($"scanner-{i}", "minew", filter))]));
        _routes.Follow(_ours);
    }

    // The broker takes it for granted that somebody subscribed once it was asked; the answer may still be on its way.
    private async Task Say(string topic)
    {
        using var late = new CancellationTokenSource(s_patience);
        while (await Publish(topic) != ReasonCode.Success) await Task.Delay(1, late.Token);
    }

    private ValueTask<ReasonCode> Publish(string topic) => _shop.Services.GetRequiredService<MqttServer>().Publish(Encoding.UTF8.GetBytes(topic), s_minew.Payload(), Qos.AtLeastOnce);

    private sealed class Subscriptions : IMqttAuthorizer
    {
        private readonly Channel<string> _filters = Channel.CreateUnbounded<string>();

        public ReasonCode Judge(MqttIdentity identity, MqttAction action, ReadOnlySpan<byte> topic)
        {
            if (action == MqttAction.Subscribe) _filters.Writer.TryWrite(Encoding.UTF8.GetString(topic));
            return ReasonCode.Success;
        }

        public async Task Until(string filter)
        {
            using var late = new CancellationTokenSource(s_patience);
            while (await _filters.Reader.ReadAsync(late.Token) != filter)
            {
                // Another one.
            }
        }
    }
}
