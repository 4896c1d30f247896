using System.Net;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Protocol;
using SmartStore.Grains.Devices;
using SmartStore.Ingest.Door.Identity;
using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Which devices may come in, and what they may do there.</summary>
public sealed class IdentityTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly KeptDevices _devices;

    public IdentityTests() => _devices = new KeptDevices(_time);

    [Theory]
    [InlineData("smartstore/v1/s1/scanners/a/sightings", true)]
    [InlineData("smartstore/v1/s1/scanners/a/#", true)]
    [InlineData("smartstore/v1/s1/scanners/a", false)]
    [InlineData("smartstore/v1/s1/scanners/ab/sightings", false)]
    [InlineData("smartstore/v1/s2/scanners/a/sightings", false)]
    [InlineData("smartstore/v1/s1/terminals/a/taps", false)]
    [InlineData("smartstore/v1/+/scanners/a/sightings", false)]
    [InlineData("smartstore/v1/s1/scanners/+/sightings", false)]
    [InlineData("#", false)]
    [InlineData("$share/g/smartstore/v1/s1/scanners/a/#", false)]
    [InlineData("$SYS/broker/uptime", false)]
    public void A_scanner_has_only_what_is_below_its_own_prefix(string topic, bool isAllowed) =>
        Expect(new DeviceIdentity("s1/scanner/a", "s1", DeviceKind.Scanner, "a"), topic, isAllowed);

    [Theory]
    [InlineData("shellies/door/events", true)]
    [InlineData("shellies/door/#", true)]
    [InlineData("shellies/door", true)]
    [InlineData("shellies/#", false)]
    [InlineData("shellies/+/events", false)]
    [InlineData("shellies/roof/events", false)]
    [InlineData("smartstore/v1/s1/scanners/g/sightings", false)]
    public void A_gateway_has_only_what_its_filter_takes(string topic, bool isAllowed) =>
        Expect(new DeviceIdentity("s1/gateway/g", "s1", DeviceKind.Gateway, "g"), topic, isAllowed);

    [Fact]
    public void A_gateway_has_nothing_of_the_contracts_topics_whatever_its_filter_says() =>
        Assert.False(new DeviceRights((_, _) => "#").Allow(new DeviceIdentity("s1/gateway/g", "s1", DeviceKind.Gateway, "g"), "smartstore/v1/s2/terminals/t/taps"));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.1", false)]
    public async Task Anonymous_is_welcome_only_from_this_machine(string address, bool isWelcome)
    {
        var peer = new DevicePeer(IPAddress.Parse(address));
        var (identity, refusal) = await new DeviceAuthenticator(_devices.Process()).Authenticate(peer, userName: null, password: null);
        Assert.Equal(isWelcome, identity is not null);
        if (!isWelcome) Assert.Equal(MqttConnectReasonCode.NotAuthorized, refusal);
        Assert.NotNull((await new DeviceAuthenticator(_devices.Process(), isOpen: true).Authenticate(peer, userName: null, password: null)).Identity);
    }

    [Fact]
    public async Task A_device_is_refused_what_is_not_its_own()
    {
        var (userName, password) = await _devices.Add("s1", DeviceKind.Terminal, "desk");
        await using var door = await OpenDoor.Open(devices: _devices.Process());
        foreach (var clientId in new[] { "t", "" })
        {
            Assert.Equal("86", (await Login(door, clientId, userName, "guess")).Answer);
            Assert.Equal("04", (await Login(door, clientId, userName, "guess", version: 4)).Answer);
            Assert.Equal("87", (await Login(door, clientId, userName, password, will: "00" + Text("smartstore/v1/s1/terminals/till/status") + Text("x"))).Answer);
        }

        var client = await Login(door, "t", userName, password);
        Assert.Equal("00", client.Answer);
        await client.Publish("smartstore/v1/s1/terminals/desk/status", "online", qos: 1);
        Assert.StartsWith("4003000110", await Ack(client), StringComparison.Ordinal);
        await client.Publish("smartstore/v1/s1/terminals/till/status", "online", qos: 1);
        Assert.StartsWith("4003000187", await Ack(client), StringComparison.Ordinal);
        Assert.Equal("87", await client.Subscribe("#"));
        Assert.Equal("00", await client.Subscribe("smartstore/v1/s1/terminals/desk/#"));
    }

    [Fact]
    public async Task A_device_does_not_take_over_the_session_of_another_by_calling_itself_like_it()
    {
        var (one, onesPassword) = await _devices.Add("s1", DeviceKind.Terminal, "desk");
        var (other, othersPassword) = await _devices.Add("s1", DeviceKind.Terminal, "till");
        await using var door = await OpenDoor.Open(devices: _devices.Process());
        var desk = await Login(door, "terminal", one, onesPassword);
        var till = await Login(door, "terminal", other, othersPassword, clean: false);
        Assert.Equal("00", till.Connack[4..6]);
        await desk.ExpectNothing();
        await Login(door, "terminal", one, onesPassword);
        Assert.StartsWith("E0028E", await desk.Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_another_process_removes_loses_its_connection_within_seconds()
    {
        var (scanner, scannerPassword) = await _devices.Add("s1", DeviceKind.Scanner, "door");
        var (phone, phonePassword) = await _devices.Add("s1", DeviceKind.Phone, "p");
        using var registry = _devices.Process();
        await using var door = await OpenDoor.Open(time: _time, devices: registry);
        var removed = await Login(door, "a", scanner, scannerPassword);
        var kept = await Login(door, "b", phone, phonePassword);
        await Pass(door, registry);
        await removed.ExpectNothing();

        Assert.True(await _devices.Remove("s1", DeviceKind.Scanner, "door"));
        await Pass(door, registry);
        Assert.StartsWith("E00298", await removed.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await removed.Receive());
        await kept.ExpectNothing();
        Assert.Equal("86", (await Login(door, "a", scanner, scannerPassword)).Answer);
    }

    [Fact]
    public async Task A_store_that_is_away_disconnects_nobody_and_lets_in_whom_this_process_knows()
    {
        var (userName, password) = await _devices.Add("s1", DeviceKind.Scanner, "door");
        using var registry = _devices.Process();
        await using var door = await OpenDoor.Open(time: _time, devices: registry);
        var client = await Login(door, "a", userName, password);
        _devices.IsAway = true;
        door.Broker.Look();
        await client.ExpectNothing();
        Assert.Equal("00", (await Login(door, "b", userName, password)).Answer);
        Assert.Equal("86", (await Login(door, "b", "s1/scanner/stranger", password)).Answer);
    }

    [Fact]
    public async Task A_device_that_was_registered_a_moment_ago_elsewhere_comes_in_and_so_does_its_new_password()
    {
        using var registry = _devices.Process();
        await registry.Follow(default);
        await using var door = await OpenDoor.Open(time: _time, devices: registry);
        var (userName, password) = await _devices.Add("s1", DeviceKind.Scanner, "door");
        Assert.Equal("00", (await Login(door, "a", userName, password)).Answer);

        var (_, changed) = await _devices.Add("s1", DeviceKind.Scanner, "door");
        Assert.Equal("86", (await Login(door, "a", userName, changed)).Answer);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("00", (await Login(door, "a", userName, changed)).Answer);
        Assert.Equal("86", (await Login(door, "a", userName, password)).Answer);
    }

    [Fact]
    public async Task A_device_of_an_earlier_registry_keeps_its_password()
    {
        using var registry = _devices.Process();
        var hash = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2("secret", new byte[16], 10_000, System.Security.Cryptography.HashAlgorithmName.SHA256, 32);
        await registry.TakeOver([new(new DeviceName("s1", DeviceKind.Scanner, "door"), DevicePassword.OfEarlierRegistry(new byte[16], hash), AddedAt: null)]);
        await using var door = await OpenDoor.Open(devices: registry);
        Assert.Equal("00", (await Login(door, "a", "s1/scanner/door", "secret")).Answer);
        Assert.Equal("86", (await Login(door, "a", "s1/scanner/door", "Secret")).Answer);
    }

    [Fact]
    public async Task Connections_of_one_identity_share_its_rate_and_its_ban()
    {
        var (userName, password) = await _devices.Add("s1", DeviceKind.Scanner, "door");
        await using var door = await OpenDoor.Open(new DoorOptions { ConnectsPerMinute = 2 }, _time, _devices.Process());
        Assert.Equal("00", (await Login(door, "a", userName, password)).Answer);
        Assert.Equal("00", (await Login(door, "b", userName, password)).Answer);
        Assert.Equal("8A", (await Login(door, "c", userName, password)).Answer);
        Assert.Equal("00", (await door.Connect("anonymous")).Answer);
    }

    [Fact]
    public async Task A_flood_of_addresses_leaves_room_for_a_registered_device()
    {
        var (one, onesPassword) = await _devices.Add("s1", DeviceKind.Scanner, "a");
        var (other, othersPassword) = await _devices.Add("s1", DeviceKind.Scanner, "b");
        await using var door = await OpenDoor.Open(new DoorOptions { CountedMax = 1, LimitsOnLoopback = true }, _time, _devices.Process());
        Assert.Equal("00", (await door.Connect("anonymous")).Answer);
        Assert.Equal("00", (await Login(door, "a", one, onesPassword)).Answer);
        Assert.Equal("97", (await Login(door, "b", other, othersPassword)).Answer);
    }

    [Fact]
    public async Task The_log_names_a_client_by_its_id_but_no_shopper()
    {
        await using var door = await OpenDoor.Open();
        foreach (var id in new[] { "scanner-7", "phone-anna" })
        {
            var client = await door.Connect(id);
            await client.Publish("a/+", "x");
            await client.Receive();
        }

        OpenDoor.Until(() => door.Intake.Log.Lines.Count == 2);
        Assert.Contains("scanner-7", door.Intake.Log.Lines.First(), StringComparison.Ordinal);
        Assert.DoesNotContain("anna", string.Concat(door.Intake.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("https://127.0.0.1:8080", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("https://console.example", true)]
    [InlineData("null", false)]
    public void A_web_socket_is_opened_only_for_pages_of_ours(string? origin, bool isAllowed) =>
        Assert.Equal(isAllowed, new WebSocketOrigins("https://console.example").Allows(origin, "http", "127.0.0.1:8080"));

    private static async Task<WireClient> Login(OpenDoor door, string clientId, string userName, string password, int version = 5, bool clean = true, string will = "")
    {
        var client = await door.Dial();
        await client.Connect(clientId, version, clean, will: will, login: Text(userName) + Text(password));
        return client;
    }

    private static async Task<string> Ack(WireClient client)
    {
        var packet = await client.Receive();
        return packet.StartsWith("4004", StringComparison.Ordinal) ? $"4003{packet[4..10]}" : packet;
    }

    private static void Expect(DeviceIdentity identity, string topic, bool isAllowed) =>
        Assert.Equal(isAllowed, new DeviceRights((store, id) => (store, id) == ("s1", "g") ? "shellies/door/#" : null).Allow(identity, topic));

    private async Task Pass(OpenDoor door, DeviceRegistry registry)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        await registry.Follow(default);
        door.Broker.Look();
    }
}
