using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MQTTnet;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Tests.Door;
using SmartStore.Ingest.Tests.Gateways;
using SmartStore.Ingest.Upstream;

namespace SmartStore.Ingest.Tests.Upstream;

/// <summary>Devices and makers' gateways that speak to the broker a shop has already: nothing of theirs is acknowledged before it is taken.</summary>
public sealed class UpstreamTests : IAsyncLifetime
{
    private const string Taps = "smartstore/v1/s1/terminals/desk/taps";
    private const string Answers = "smartstore/v1/s1/terminals/desk/answers";
    private const string TapBody = """{"id":"tap-1","at":1795312800000,"kind":"nfc","pass":"v1.abc"}""";
    private const string Sighting = """{"heard":[{"at":1795312800000,"rssi":-60,"beacon":"mac:aabbccddeeff"}]}""";

    private static readonly GatewayFixture s_minew = GatewayFixture.All.First(fixture => fixture.Maker == "minew" && fixture.Sightings.Count > 0);

    private readonly DoorIntake _intake = new();
    private readonly Owned _owned = new();
    private readonly CancellationTokenSource _late = new(OpenDoor.Patience);
    private readonly BrokerLine _line = new(TimeProvider.System, steadyAfter: TimeSpan.Zero);
    private readonly WarningLog _log = new();
    private readonly ConcurrentQueue<(string Topic, string Payload)> _heard = new();
    private Mosquitto _shop = null!;
    private UpstreamConnection _upstream = null!;
    private BrokerConnection _device = null!;

    private BrokerAddress Broker => new(BrokerTransport.Tcp, "127.0.0.1", _shop.Port);

    public ValueTask InitializeAsync()
    {
        _shop = Mosquitto.Open();
        _upstream = NewUpstream();
        _device = new BrokerConnection(new BrokerOptions { Broker = Broker, ClientId = "device", Backoff = new ReconnectBackoff { First = TimeSpan.FromMilliseconds(20) } }, (message, _) =>
        {
            _heard.Enqueue((message.Topic, message.ConvertPayloadToString()));
            return Task.FromResult(MqttApplicationMessageReceivedReasonCode.Success);
        });
        _device.Subscribe(Answers);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.StopAsync(CancellationToken.None);
        _upstream.Dispose();
        await _device.DisposeAsync();
        _shop.Dispose();
        _late.Dispose();
    }

    [Fact]
    public async Task Sightings_and_status_are_taken_as_over_our_own_listener()
    {
        await Start();
        await Say("smartstore/v1/s1/scanners/a1/sightings", Sighting);
        await Say("smartstore/v1/s1/scanners/a2/status", "offline");
        await Say("smartstore/v1/s1/scanners/nobody/sightings", """{"heard":[]}""");
        OpenDoor.Until(() => _intake.Shop.Heard == 1 && _intake.Shop.Refused.Any());
        OpenDoor.Until(() => !_intake.Shop.IsOnline("a2"));
        Assert.Equal([("", "unknown_scanner", 1L)], _intake.Shop.Refused);
    }

    [Fact]
    public async Task A_tap_is_answered_and_one_that_cannot_be_taken_now_is_tried_again_until_it_can()
    {
        var tries = 0;
        _intake.Taps = (_, _, tap, topic, correlation) => Task.FromResult(Interlocked.Increment(ref tries) == 1 ? new TapResult(DeviceAnswer.TryAgain) : Answered(tap, correlation));
        await Start();
        await Say(Taps, TapBody);
        OpenDoor.Until(() => !_heard.IsEmpty);
        Assert.Equal([(Answers, "tap-1")], _heard);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task A_tap_that_was_not_taken_when_the_process_ended_comes_to_the_next_one()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _intake.Taps = (_, _, _, _, _) =>
        {
            begun.TrySetResult();
            return new TaskCompletionSource<TapResult>().Task; // never: the process ends in it
        };
        await Start();
        await Say(Taps, TapBody);
        await begun.Task.WaitAsync(_late.Token);
        await _upstream.StopAsync(CancellationToken.None);
        _upstream.Dispose();

        _intake.Taps = (_, _, tap, _, correlation) => Task.FromResult(Answered(tap, correlation));
        _upstream = NewUpstream();
        await _upstream.StartAsync(CancellationToken.None);
        OpenDoor.Until(() => !_heard.IsEmpty);
        Assert.Equal([(Answers, "tap-1")], _heard);
    }

    [Fact]
    public async Task A_broker_that_lost_everything_is_asked_for_everything_again()
    {
        await Start();
        _shop.Restart();
        await _device.ConnectedAsync(_late.Token);
        await UntilHeard("smartstore/v1/s1/scanners/a1/sightings", Encoding.UTF8.GetBytes(Sighting), 1);
    }

    [Fact]
    public async Task A_broker_that_is_lost_is_told_as_a_warning_and_shows_in_the_metrics_until_it_is_back()
    {
        var connected = -1;
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Name == "smartstore_broker_connected" && instrument.Meter.Scope == _upstream) listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => connected = value);
        listener.Start();
        await Start();
        Assert.Equal(1, Connected());
        OpenDoor.Until(() => !_line.Look().IsLost);

        _shop.Stop();
        OpenDoor.Until(() => _line.Look().IsLost);
        Assert.Equal(0, Connected());
        OpenDoor.Until(() => _log.Lines.Any(line => line.StartsWith("Client smartstore has no connection to ", StringComparison.Ordinal)));

        _shop.Restart();
        OpenDoor.Until(() => !_line.Look().IsLost);
        await _upstream.ConnectedAsync(_late.Token);
        Assert.Equal(1, Connected());

        int Connected()
        {
            listener.RecordObservableInstruments();
            return connected;
        }
    }

    [Fact]
    public async Task A_planned_end_is_no_warning()
    {
        await Start();
        await _upstream.StopAsync(CancellationToken.None);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_gateways_topic_is_subscribed_read_as_its_maker_writes_and_given_back_when_the_layout_names_another()
    {
        Put("hall/one/#");
        await Start();
        await Say("hall/one/status", s_minew.Payload());
        OpenDoor.Until(() => _intake.Shop.Heard == s_minew.Sightings.Count);

        Put("hall/two/#");
        await UntilHeard("hall/two/status", s_minew.Payload(), s_minew.Sightings.Count + 1);
        Assert.Equal(MqttClientPublishReasonCode.NoMatchingSubscribers, (await _device.PublishAsync(OpenDoor.Message("hall/one/status", s_minew.Payload()))).Code);
    }

    [Fact]
    public async Task What_the_broker_had_retained_is_no_sighting_and_what_is_said_now_with_the_flag_is_one()
    {
        await _device.ConnectedAsync(_late.Token);
        const string topic = "smartstore/v1/s1/scanners/a1/sightings";
        // Mosquitto sends what it has retained to ordinary subscribers; shared ones are spared by newer versions alone, so the intake is asked directly, too.
        Assert.Equal(DeviceAnswer.Accepted, _intake.Messages.Take(new DeviceMessage(topic, Encoding.UTF8.GetBytes(Sighting)) { IsRetained = true }, new ConnectionNotes("broker"))?.Answer);
        Assert.True((await _device.PublishAsync(OpenDoor.Message(topic, Encoding.UTF8.GetBytes(Sighting), retain: true), _late.Token)).IsTaken);
        await Start();
        await Say("smartstore/v1/s1/scanners/a2/status", "offline");
        OpenDoor.Until(() => !_intake.Shop.IsOnline("a2"));
        Assert.Equal(0, _intake.Shop.Heard);

        Assert.True((await _device.PublishAsync(OpenDoor.Message(topic, Encoding.UTF8.GetBytes(Sighting), retain: true), _late.Token)).IsTaken);
        OpenDoor.Until(() => _intake.Shop.Heard == 1);
    }

    [Fact]
    public async Task Sightings_come_to_the_process_that_tracks_their_store_and_end_when_it_does_no_more()
    {
        (_owned.All, _owned.Stores) = (false, ["s1"]);
        await Start();
        await UntilHeard("smartstore/v1/s1/scanners/a1/sightings", Encoding.UTF8.GetBytes(Sighting), 1);
        await Say("hall/status", s_minew.Payload());
        OpenDoor.Until(() => _intake.Shop.Heard >= 1 + s_minew.Sightings.Count);

        _owned.Stores = [];
        await NobodyListens("smartstore/v1/s1/scanners/a1/sightings");
        await NobodyListens("hall/status");
        _intake.Taps = (_, _, tap, _, correlation) => Task.FromResult(Answered(tap, correlation));
        await Say(Taps, TapBody);
        OpenDoor.Until(() => !_heard.IsEmpty);
    }

    [Fact]
    public async Task Acts_are_answered_and_what_a_screen_shows_is_sent_once_and_kept_by_nobody()
    {
        const string screen = "smartstore/v1/s1/terminals/desk/screen";
        _intake.Acts = (_, _, act, _, correlation) => Task.FromResult(new TapResult(DeviceAnswer.Accepted, new TerminalMessage(Answers, correlation, Encoding.UTF8.GetBytes(act.Act))));
        await Start();
        await Say("smartstore/v1/s1/terminals/desk/acts", """{"id":"a1","at":1795312800000,"act":"help"}""");
        OpenDoor.Until(() => !_heard.IsEmpty);
        Assert.Equal([(Answers, "help")], _heard);

        Assert.True(_upstream.MayBeRead(screen));
        Assert.True(await _upstream.TryPublish(new TerminalMessage(screen, [], "early"u8.ToArray()) { IsVolatile = true }, _late.Token));
        _device.Subscribe(Answers, screen);
        while (!_heard.Contains((screen, "late"))) await _upstream.TryPublish(new TerminalMessage(screen, [], "late"u8.ToArray()) { IsVolatile = true }, _late.Token);
        Assert.DoesNotContain((screen, "early"), _heard);
    }

    [Fact]
    public async Task Processes_that_track_nothing_share_what_is_heard_and_each_message_comes_to_one_of_them()
    {
        (_owned.All, _owned.None) = (false, true);
        await Start();
        var other = new DoorIntake();
        var second = NewUpstream(other, "smartstore-2");
        await second.StartAsync(CancellationToken.None);
        await second.ConnectedAsync(_late.Token);
        for (var i = 0; i < 20; i++) await Say("smartstore/v1/s1/scanners/a1/sightings", Sighting);
        OpenDoor.Until(() => _intake.Shop.Heard + other.Shop.Heard >= 20);
        Assert.Equal(20, _intake.Shop.Heard + other.Shop.Heard);
        Assert.NotEqual(0, other.Shop.Heard);
        await second.StopAsync(CancellationToken.None);
        second.Dispose();
    }

    [Fact]
    public async Task A_process_that_is_stopped_leaves_no_share_of_the_taps_behind()
    {
        _intake.Taps = (_, _, tap, _, correlation) => Task.FromResult(Answered(tap, correlation));
        await Start();
        var second = NewUpstream(clientId: "smartstore-2");
        await second.StartAsync(CancellationToken.None);
        await second.ConnectedAsync(_late.Token);

        await second.StopAsync(CancellationToken.None);
        second.Dispose();
        for (var i = 0; i < 10; i++) await Say(Taps, TapBody.Replace("tap-1", $"tap-{i}", StringComparison.Ordinal));
        OpenDoor.Until(() => _heard.Select(answer => answer.Payload).Distinct(StringComparer.Ordinal).Count() == 10);
    }

    private static TapResult Answered(Tap tap, byte[] correlation) => new(DeviceAnswer.Accepted, new TerminalMessage(Answers, correlation, Encoding.UTF8.GetBytes(tap.Id)));

    private UpstreamConnection NewUpstream(DoorIntake? intake = null, string clientId = "smartstore") => new(
        new UpstreamAddress(Broker, null, null) { ClientId = clientId }, (intake ?? _intake).Messages, (intake ?? _intake).Gateways, _owned, _intake.Shop, _line, TimeProvider.System,
        _log.CreateLogger<UpstreamConnection>());

    private async Task Start()
    {
        await _device.ConnectedAsync(_late.Token);
        await _upstream.StartAsync(CancellationToken.None);
        await _upstream.ConnectedAsync(_late.Token);
    }

    private async Task NobodyListens(string topic)
    {
        while ((await _device.PublishAsync(OpenDoor.Message(topic, "{}"u8.ToArray()), _late.Token)).Code != MqttClientPublishReasonCode.NoMatchingSubscribers) await Task.Yield();
    }

    private Task Say(string topic, string payload) => Say(topic, Encoding.UTF8.GetBytes(payload));

    private async Task Say(string topic, byte[] payload) => Assert.True((await _device.PublishAsync(OpenDoor.Message(topic, payload), _late.Token)).IsTaken);

    // What is said before the broker was asked for it is lost: it is said until it is heard.
    private async Task UntilHeard(string topic, byte[] payload, long sightings)
    {
        while (_intake.Shop.Heard < sightings) await _device.PublishAsync(OpenDoor.Message(topic, payload), _late.Token);
    }

    private void Put(params string[] filters)
    {
        var zone = new ZoneId("hall");
        _intake.Shop.Replace(new StoreLayout(
            new StoreId("s1"), "Shop", "EUR", "",
            [new Zone(zone, "Hall", [], IsEntrance: true, IsPickup: false)],
            [.. filters.Select((_, i) => new Anchor($"scanner-{i}", zone, "", 0, 0, 0))],
            [],
            [.. filters.Select((filter, i) => new Gateway($"scanner-{i}", "minew", filter))]));
    }

    private sealed class Owned : IOwnedStores
    {
        private string[] _stores = [];
        private long _version;

        public bool All { get; set; } = true;

        public bool None { get; set; }

        public string[] Stores
        {
            set
            {
                _stores = value;
                _version++;
            }
        }

        public long Version => _version;

        public bool Has(string store) => All || _stores.Contains(store, StringComparer.Ordinal);
    }
}
