using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Ingest.Gateways;

namespace SmartStore.Ingest.Tests.Gateways;

/// <summary>Whom a gateway's message speaks of, and whether it is a sign of life.</summary>
public sealed class GatewayReceiverTests
{
    private const string Ap = "0c:8d:db:00:00:01";
    private const string OtherAp = "0c:8d:db:00:00:02";
    private static readonly ZoneId s_zone = new("hall");

    private readonly DoorIntake _intake = new();
    private readonly ConnectionNotes _notes = new("bridge");

    [Theory]
    // A name that people give, where a wildcard takes in all of them.
    [InlineData("espresense", "espresense/devices/+/+", "espresense/devices/x/wine", """{"id":"x","mac":"c20000000001","rssi":-60}""", "wine")]
    [InlineData("espresense", "espresense/devices/+/+", "espresense/devices/x/stockroom", """{"id":"x","mac":"c20000000001","rssi":-60}""", "")]
    [InlineData("openmqttgateway", "home/+/BTtoMQTT/#", "home/OMG/BTtoMQTT/c20000000001", """{"id":"c2:00:00:00:00:01","rssi":-60}""", "")]
    [InlineData("monitor", "monitor/#", "monitor/stockroom/c20000000001", """{"id":"c2:00:00:00:00:01","confidence":"100","rssi":"-60"}""", "")]
    // The filter itself has the name: the gateway only calls itself otherwise.
    [InlineData("espresense", "espresense/devices/+/kitchen", "espresense/devices/x/kitchen", """{"id":"x","mac":"c20000000001","rssi":-60}""", "door")]
    [InlineData("monitor", "site/monitor/kitchen/#", "site/monitor/kitchen/c20000000001", """{"id":"c2:00:00:00:00:01","confidence":"100","rssi":"-60"}""", "door")]
    [InlineData("minew", "gw/one", "gw/one", """[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"c20000000001","rssi":-60}]""", "door")]
    // A serial number behind a wildcard is nobody's name.
    [InlineData("meraki", "meraki/v1/mr/+/+/ble/+", "meraki/v1/mr/N_1/" + Ap + "/ble/c20000000001", """{"mrMac":"0C:8D:DB:00:00:01","clientMac":"c20000000001","rssi":"-60"}""", "door")]
    [InlineData("shelly", "+/events/ble", "shellyplus1-a8032ab12345/events/ble", """{"src":"shellyplus1-a8032ab12345","srcBle":{"mac":"c20000000001","rssi":-60}}""", "door")]
    // One message that names several, and those that speak for many.
    [InlineData("room-assistant", "room-assistant/entity/#", "room-assistant/entity/a/b/c", """{"entity":{"id":"ble-c20000000001","measuredValues":{"Küche":{"rssi":-60},"wine":{"rssi":-61},"Sam's corner":{"rssi":-62}}}}""", "wine")]
    [InlineData("room-assistant", "room", "room", """{"entity":{"id":"ble-c20000000001","measuredValues":{"Küche":{"rssi":-60}}}}""", "")]
    [InlineData("reelyactive", "raddec", "raddec", """{"transmitterId":"c20000000001","rssiSignature":[{"receiverId":"001bc50940810000","rssi":-60}]}""", "")]
    [InlineData("kontakt", "stream", "stream", """[{"trackingId":"c2:00:00:00:00:01","sourceId":"aaaa","rssi":-60},{"trackingId":"c2:00:00:00:00:01","sourceId":"bbbb","rssi":-61}]""", "")]
    [InlineData("kontakt", "stream", "stream", """[{"trackingId":"c2:00:00:00:00:01","sourceId":"aaaa","rssi":-60}]""", "door")]
    // As the layout spells an address.
    [InlineData("minew", "gw/+", "gw/x", """[{"type":"Gateway","mac":"AABBCCDDEE02"},{"mac":"c20000000001","rssi":-60}]""", "AABBCCDDEE02")]
    public void A_receiver_that_the_layout_does_not_name_is_no_other_one(string maker, string filter, string topic, string payload, string heardBy)
    {
        Put(maker, filter);
        Assert.Equal(DeviceAnswer.Accepted, Take(topic, payload));
        Assert.Equal(heardBy.Length > 0 ? [heardBy] : [], _intake.Shop.HeardBy);
        Assert.Equal(heardBy is "" or "wine" && !topic.Contains("wine", StringComparison.Ordinal), _intake.Shop.Refused.Contains(("", "unknown_receiver", 1L)));
    }

    [Fact]
    public void Of_two_gateways_that_speak_over_one_filter_and_that_the_layout_does_not_name_nobody_tells_which_is_meant()
    {
        Put("meraki", "meraki/v1/mr/+/+/ble/+");
        Take($"meraki/v1/mr/N_1/{Ap}/ble/x", $$"""{"mrMac":"{{Ap}}","clientMac":"c20000000001","rssi":"-60"}""");
        Assert.Equal(["door"], _intake.Shop.HeardBy);
        foreach (var accessPoint in new[] { OtherAp, Ap, OtherAp })
            Take($"meraki/v1/mr/N_1/{accessPoint}/ble/x", $$"""{"mrMac":"{{accessPoint}}","clientMac":"c20000000001","rssi":"-60"}""");
        Assert.Equal(["door"], _intake.Shop.HeardBy);
        Assert.Equal([("", "unknown_receiver", 3L)], _intake.Shop.Refused);
    }

    [Theory]
    [InlineData(599_999, false)]
    [InlineData(600_000, true)]
    public void A_gateway_that_was_replaced_is_followed_when_the_other_was_silent_for_ten_minutes(long silentMs, bool isFollowed)
    {
        var callers = new GatewayCallers();
        Assert.True(callers.IsTheOnly("one", 1_000));
        Assert.Equal(isFollowed, callers.IsTheOnly("two", 1_000 + silentMs));
        Assert.Equal(isFollowed, callers.IsTheOnly("two", 1_001 + silentMs));
    }

    [Theory]
    [InlineData("espresense", "espresense/rooms/+/#", "espresense/rooms/wine/telemetry", "{}", "wine on")]
    [InlineData("espresense", "espresense/rooms/+/#", "espresense/rooms/wine/status", "offline", "wine off")]
    [InlineData("espresense", "espresense/rooms/+/#", "espresense/rooms/stockroom/status", "offline", "")]
    [InlineData("espresense", "espresense/rooms/+/#", "espresense/rooms/wine/max_distance", "16", "")]
    [InlineData("espresense", "espresense/rooms/+/#", "espresense/rooms/wine/brandnew", "{}", "not understood of wine")]
    [InlineData("monitor", "m/#", "m/stockroom/status", "online", "")]
    [InlineData("monitor", "m/#", "m/wine/status", "offline", "wine off")]
    [InlineData("monitor", "m/#", "m/wine/status", "online", "wine on")]
    [InlineData("monitor", "m/kitchen/#", "m/kitchen/status", "offline", "door off")]
    [InlineData("monitor", "m/kitchen/#", "m/kitchen/start", """{"type":"arrival"}""", "not understood of door")]
    [InlineData("ruuvi", "ruuvi/c8252d8e9c2c/#", "ruuvi/c8252d8e9c2c/gw_status", """{"state":"offline"}""", "door off")]
    [InlineData("theengs", "home/+/#", "home/wine/LWT", "offline", "wine off")]
    [InlineData("room-assistant", "room-assistant/#", "room-assistant/status/wine", "offline", "wine off")]
    [InlineData("shelly", "shelly-x/#", "shelly-x/online", "false", "door off")]
    [InlineData("mokosmart", "moko", "moko", """{"msg_id":3999,"device_info":{"mac":"aabbccddee01"},"data":{}}""", "door off")]
    [InlineData("mokosmart", "moko", "moko", """{"msg_id":3311,"device_info":{"mac":"aabbccddee01"},"data":{}}""", "not understood of door")]
    [InlineData("meraki", "m", "m", """{"version":"4.0","type":"Bluetooth2","data":{}}""", "not understood of door")]
    [InlineData("minew", "gw", "gw", "[]", "door on")]
    [InlineData("aruba", "a", "a", """{"reporter":{"mac":"204c03000001"},"zigbee":[]}""", "not understood of door")]
    [InlineData("theengs", "home/+/#", "home/wine/LWT", "Offline", "wine off")]
    [InlineData("ruuvi", "ruuvi/c8252d8e9c2c/#", "ruuvi/c8252d8e9c2c/gw_status", """{"status":"OFFLINE"}""", "door off")]
    [InlineData("espresense", "espresense/rooms/+/#", "espresense/rooms/wine/status", "", "")] // a retained word is taken away
    [InlineData("teltonika", "t", "t", "", "")]
    public void A_message_is_a_sign_of_life_only_of_whom_it_names_and_only_when_it_is_understood(string maker, string filter, string topic, string payload, string said)
    {
        Put(maker, filter);
        Take(topic, payload);
        var heard = _intake.Shop.HeardOf.Select(scanner => $"{scanner} {(_intake.Shop.IsOnline(scanner) ? "on" : "off")}").Concat(_intake.Shop.NotUnderstoodOf.Select(scanner => $"not understood of {scanner}"));
        Assert.Equal(said, string.Join(", ", heard));
    }

    [Theory]
    [InlineData("""[{"mac":"c20000000001","power":-60}]""", true)] // not measured
    [InlineData("""[{"mac":"c20000000001","rssi":-500}]""", true)] // read, and it cannot be
    [InlineData("""[{"address":"c20000000001","rssi":-60}]""", false)]
    [InlineData("""[{"mac":"c20000000001","rssi":-60,"timestamp":"today"}]""", false)]
    public void Entries_of_which_not_one_could_be_read_are_no_sign_of_life(string payload, bool lives)
    {
        Put("minew", "gw");
        Take("gw", payload);
        Assert.Equal(lives ? ["door"] : [], _intake.Shop.HeardOf);
    }

    [Theory]
    [InlineData("espresense/devices/x/wine", """{"id":"x","mac":"c20000000001","rssi":-60}""", "")]
    [InlineData("espresense/rooms/wine/telemetry", "{}", "")]
    [InlineData("espresense/rooms/wine/status", "online", "")]
    [InlineData("espresense/rooms/wine/status", "offline", "wine off")]
    [InlineData("espresense/rooms/wine/brandnew", "{}", "")]
    public void Of_what_a_broker_had_retained_only_a_will_counts(string topic, string payload, string said)
    {
        Put("espresense", "espresense/#");
        Assert.Equal(DeviceAnswer.Accepted, Take(topic, payload, isRetained: true));
        Assert.Equal(said, string.Join(", ", _intake.Shop.HeardOf.Select(scanner => $"{scanner} {(_intake.Shop.IsOnline(scanner) ? "on" : "off")}")));
        Assert.Equal((0L, 0), (_intake.Shop.Heard, _intake.Shop.NotUnderstoodOf.Count));
        Assert.Empty(_intake.Shop.Refused);
    }

    [Theory]
    [InlineData("scanners/a1/sightings", """{"heard":[{"at":1795312800000,"rssi":-60,"beacon":"mac:aabbccddeeff"}]}""", true)]
    [InlineData("phones/ann/sightings", """{"heard":[{"at":1795312800000,"rssi":-60,"beacon":"mac:aabbccddeeff"}]}""", true)]
    [InlineData("terminals/desk/taps", """{"id":"t","at":1795312800000,"kind":"qr","pass":"p"}""", true)]
    [InlineData("scanners/a1/status", "offline", false)]
    public void A_retained_word_in_our_own_form_is_status_at_most(string topic, string payload, bool isNothing)
    {
        Assert.Equal(DeviceAnswer.Accepted, Take("smartstore/v1/s1/" + topic, payload, isRetained: true));
        Assert.Equal((0L, isNothing), (_intake.Shop.Heard, !_intake.Shop.HeardOf.Any()));
    }

    private void Put(string maker, string filter) => _intake.Shop.Replace(new StoreLayout(
        new StoreId("s1"), "Shop", "EUR", "",
        [new Zone(s_zone, "Hall", [], IsEntrance: true, IsPickup: false)],
        [new Anchor("door", s_zone, "", 0, 0, 2), new Anchor("wine", s_zone, "", 4, 0, 2), new Anchor("AABBCCDDEE02", s_zone, "", 8, 0, 2)],
        [],
        [new Gateway("door", maker, filter)]));

    private DeviceAnswer? Take(string topic, string payload, bool isRetained = false) =>
        _intake.Messages.Take(new DeviceMessage(topic, Encoding.UTF8.GetBytes(payload)) { IsRetained = isRetained }, _notes)?.Answer;
}
