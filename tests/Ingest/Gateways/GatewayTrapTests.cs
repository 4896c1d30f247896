using SmartStore.Ingest.Gateways;

namespace SmartStore.Ingest.Tests.Gateways;

/// <summary>What the published payloads leave open: placeholders filled in, wrong fields, and topics.</summary>
public sealed class GatewayTrapTests
{
    private const long ReceivedAtUnixMs = 1_795_312_800_000;
    private const string Uuid = "e2c56db5-dffb-48d2-b060-d0f5a71096e0";

    private readonly SightingBatch _batch = new();

    [Theory]
    [InlineData("meraki", "x", """{"type":"BluetoothDevicesSeen","data":{"apMac":"00:18:0a:13:dd:b0","observations":[{"clientMac":"18:fe:34:d7:ff:aa","rssi":-56,"seenTime":"2026-11-22T02:00:00Z"}]}}""", "mac:18:fe:34:d7:ff:aa 18:fe:34:d7:ff:aa -56 1795312800000 00:18:0a:13:dd:b0")]
    [InlineData("kontakt", "stream/a/telemetry", """[{"trackingId":"AA:BB:CC:DD:EE:FF","sourceId":"3cRCZ","rssi":-10,"timestamp":1555705657}]""", "mac:aa:bb:cc:dd:ee:ff aa:bb:cc:dd:ee:ff -10 1555705657000 3cRCZ")]
    [InlineData("monitor", "monitor/hall/aabbccddeeff", """{"id":"AA:BB:CC:DD:EE:FF","confidence":"100","rssi":-62,"timestamp":"Sun Nov 22 2026 03:00:00 GMT+0100"}""", "mac:aa:bb:cc:dd:ee:ff aa:bb:cc:dd:ee:ff -62 1795312800000 hall")]
    [InlineData("monitor", "monitor/hall/x", $$"""{"id":"{{Uuid}}-100-7","mac":"AA:BB:CC:DD:EE:FF","confidence":100,"rssi":-62}""", $"ibeacon:{Uuid}:100:7 aa:bb:cc:dd:ee:ff -62 1795312800000 hall")]
    [InlineData("monitor", "monitor/hall/x", """{"id":"AA:BB:CC:DD:EE:FF","confidence":"0","rssi":-62}""", "")] // gone
    [InlineData("monitor", "monitor/hall/x", """{"id":"AA:BB:CC:DD:EE:FF","confidence":"80","type":"KNOWN_MAC"}""", "")] // asked, not heard
    [InlineData("room-assistant", "room-assistant/entity/a/b/c", $$"""{"entity":{"id":"ble-{{Uuid}}-100-7","measuredValues":{"hall":{"rssi":-70.4} } } }""", $"ibeacon:{Uuid}:100:7 - -70 1795312800000 hall")]
    [InlineData("room-assistant", "room-assistant/status", "online", "")]
    [InlineData("espresense", "espresense/devices/x/hall", """{"id":"eddy:0011223344445566778899-aabbccddeeff","rssi":-60,"mac":"010203040506"}""", "eddystone:00112233445566778899:aabbccddeeff 01:02:03:04:05:06 -60 1795312800000 hall")] // the firmware prints byte five twice
    [InlineData("espresense", "espresense/devices/x/hall", $$"""{"id":"altBeacon:{{Uuid}}-1-2","rssi":-60,"distance":0.1}""", $"altbeacon:{Uuid}:1:2 - -60 1795312800000 hall")]
    [InlineData("shelly", "x/events/rpc", """{"component":"script:1","id":1,"now":1.5,"info":{"event":"shelly-blu","data":{"rssi":-76,"address":"aa:bb:cc:dd:ee:ff"},"ts":1700000000.25}}""", "mac:aa:bb:cc:dd:ee:ff aa:bb:cc:dd:ee:ff -76 1700000000250 -")]
    [InlineData("shelly", "x/events/rpc", """{"method":"NotifyEvent","params":{"events":{"event":"button","data":3}}}""", "")]
    [InlineData("cassia", "up/g/scan", """{"gateway":"CC:1B:E0:E2:8F:2C","data":[{"rssi":-1,"bdaddrs":[{"bdaddr":"010203040506"}]},{"rssi":-2,"bdaddrs":[{"bdaddr":"010203040507"}]}]}""", "mac:01:02:03:04:05:06 01:02:03:04:05:06 -1 1795312800000 cc:1b:e0:e2:8f:2c\nmac:01:02:03:04:05:07 01:02:03:04:05:07 -2 1795312800000 cc:1b:e0:e2:8f:2c")]
    [InlineData("theengs", "home/gw/BTtoMQTT/010203040506", """{"id":"F3:52:85","rssi":-5,"servicedatauuid":"0xfeaa","servicedata":"30e34549445f74657374"}""", "eid:4549445f74657374 01:02:03:04:05:06 -5 1795312800000 gw")]
    [InlineData("cassia", "up/g/scan", """{"gateway":"CC:1B:E0:E2:8F:2C","data":[{"rssi":-1,"bdaddrs":[{"bdaddr":"010203040506"}],"adData":"0d16aafe30e34549445f74657374"}]}""", "eid:4549445f74657374 01:02:03:04:05:06 -1 1795312800000 cc:1b:e0:e2:8f:2c")]
    [InlineData("aruba", "x", """{"bleData":[{"mac":"010203040506","rssi":-5,"data":"0d16aafe30e34549445f74657374"}]}""", "eid:4549445f74657374 01:02:03:04:05:06 -5 1795312800000 -")]
    [InlineData("minew", "x", """[{"type":"Unknown","mac":"010203040506","rssi":-5,"timestamp":"2026-11-22T02:00:00Z","rawData":"0d16aafe30e34549445f74657374"}]""", "eid:4549445f74657374 01:02:03:04:05:06 -5 1795312800000 -")]
    [InlineData("shelly", "x", """[1,"010203040506",-5,"DRaq/jDjRUlEX3Rlc3Q=",""]""", "eid:4549445f74657374 01:02:03:04:05:06 -5 1795312800000 -")]
    [InlineData("ruuvi", "ruuvi/C8:25:2D:8E:9C:2C/gw_status", """{"state":"online"}""", "")]
    public void What_the_documents_leave_open_is_read(string maker, string topic, string payload, string expected)
    {
        Read(maker, topic, payload);

        Assert.Equal(expected, Lines());
        Assert.Equal((false, 0), (_batch.IsRefused, _batch.RefusedCount));
    }

    [Theory]
    [InlineData("espresense", "espresense/devices/x/hall", """{"id":"x","rssi":-60}""", "id: names no transmitter")]
    [InlineData("espresense", "espresense/devices/x/hall", """{"id":"x","mac":"010203040506","rssi":-600}""", "rssi: -600 is below -127")]
    [InlineData("meraki", "x", """{"type":"BluetoothDevicesSeen","data":{"observations":[{"clientMac":"x","rssi":-56}]}}""", "data.observations[0].clientMac: is not a device address")]
    [InlineData("ruuvi", "x", """{"data":{"tags":{"010203040506":{"rssi":-5,"timestamp":"yesterday","data":"020106"}}}}""", "data.tags.010203040506.timestamp: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds")]
    [InlineData("minew", "x", """[{"type":"iBeacon","mac":"010203040506","rssi":-5,"timestamp":"2026-11-22T02:00:00Z","ibeaconUuid":"x","ibeaconMajor":1,"ibeaconMinor":1}]""", "[0].ibeaconUuid: is not a beacon key")]
    [InlineData("mokosmart", "x", """{"msg_id":3004,"data":[{"value":{"mac":"010203040506","rssi":-5,"timestamp":"2021-01-01T17:10:16+08","raw":""}}]}""", "data[0].value.timestamp: is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds")]
    [InlineData("shelly", "x", """[2,[["010203040506",-300,"",""]]]""", "[1][0][1]: -300 is below -127")]
    [InlineData("shelly", "x", """[3,[]]""", "[0]: is not a value this field may have")]
    [InlineData("reelyactive", "x", """{"transmitterId":"001bc50940810000","transmitterIdType":1,"rssiSignature":[{"rssi":-5}]}""", "transmitterId: names no transmitter")]
    [InlineData("aruba", "x", """{"bleData":[{"mac":"010203040506","rssi":-5,"data":"0g"}]}""", "bleData[0].data: is not an even number of hex digits, at most 458")]
    public void Nonsense_is_refused_with_the_path_of_the_field(string maker, string topic, string payload, string refusal)
    {
        Read(maker, topic, payload);

        Assert.Empty(_batch.Accepted.ToArray());
        Assert.Equal(refusal, Assert.Single(_batch.Refused.ToArray()).ToString());
    }

    [Fact]
    public void Of_an_advert_listed_twice_the_name_and_the_stronger_power_stay()
    {
        Read("minew", "x", $$"""
            [{"type":"Unknown","mac":"010203040506","rssi":-50,"timestamp":"2026-11-22T02:00:00Z","rawData":""},
             {"type":"iBeacon","mac":"010203040506","rssi":-55,"timestamp":"2026-11-22T02:00:00Z","ibeaconUuid":"{{Uuid}}","ibeaconMajor":100,"ibeaconMinor":7},
             {"type":"Unknown","mac":"010203040506","rssi":-40,"timestamp":"2026-11-22T02:00:01Z","rawData":""}]
            """);

        Assert.Equal($"ibeacon:{Uuid}:100:7 01:02:03:04:05:06 -50 1795312800000 -\nmac:01:02:03:04:05:06 01:02:03:04:05:06 -40 1795312801000 -", Lines());
    }

    [Fact]
    public void A_message_of_more_adverts_than_the_limit_is_taken_up_to_it_and_the_rest_counted()
    {
        byte[] devices = [0x81, 0xA7, .. "devices"u8, 0xDC, 0x4E, 0x20];
        var record = Convert.FromHexString("c40800010203040506c4");
        Read("aprilbrother", "x", [.. devices, .. Enumerable.Repeat(record, 20_000).SelectMany(bytes => bytes)]);

        Assert.Equal((SightingBatch.AcceptedMax, 20_000 - SightingBatch.AcceptedMax), (_batch.Accepted.Length, _batch.RefusedCount));
    }

    [Theory]
    [InlineData("espresense/devices/x/hall", "espresense")]
    [InlineData("home/OpenMQTTGateway/BTtoMQTT/45E174126E00", "openmqttgateway")]
    [InlineData("shellyplus1-0123/events/rpc", "shelly")]
    [InlineData("ruuvi/C8:25:2D:8E:9C:2C/F4:1F:0C:28:CB:D6", "ruuvi")]
    [InlineData("/gw/ac233fc001ea/status", "minew")]
    [InlineData("up/CC:1B:E0:E2:8F:2C/heartbeat", "cassia")]
    [InlineData("paretoanywhere/devices/001122334455/2/raddec", "reelyactive")]
    [InlineData("room-assistant/entity/a/b/c", "room-assistant")]
    [InlineData("monitor/hall/x", "monitor")]
    [InlineData("smartstore/v1/s/scanners/a/sightings", null)]
    [InlineData("homeassistant/sensor/x", null)]
    public void A_maker_is_recognised_by_its_own_topic(string topic, string? maker) =>
        Assert.Equal(maker, GatewayMakers.ByTopic(topic)?.Name);

    [Fact]
    public void Makers_are_found_by_name_in_any_case_and_others_are_not()
    {
        Assert.Equal("minew", GatewayMakers.ByName("Minew")?.Name);
        Assert.Null(GatewayMakers.ByName("acme"));
    }

    private void Read(string maker, string topic, string payload) => Read(maker, topic, Encoding.UTF8.GetBytes(payload));

    private void Read(string maker, string topic, byte[] payload)
    {
        _batch.Clear();
        GatewayMakers.ByName(maker)!.Read(new GatewayMessage(Encoding.UTF8.GetBytes(topic), payload, ReceivedAtUnixMs), _batch);
    }

    private string Lines()
    {
        var lines = new List<string>();
        for (var i = 0; i < _batch.Accepted.Length; i++)
        {
            var heard = _batch.Accepted[i];
            lines.Add($"{heard.Key} {(heard.Mac == Mac.None ? "-" : Mac.Format(heard.Mac))} {heard.RssiDbm} {heard.AtUnixMs} {_batch.ReceiverOf(i) ?? "-"}");
        }
        return string.Join('\n', lines);
    }
}
