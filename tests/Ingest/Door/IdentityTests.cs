using System.Net;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Protocol;
using SmartStore.Ingest.Door.Identity;
using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Which devices may come in, and what they may do there.</summary>
public sealed class IdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mqtt-devices").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private string DeviceFile => Path.Combine(_folder, "devices.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_device_is_known_by_its_password_until_it_is_removed()
    {
        var registry = new DeviceRegistry(DeviceFile);
        var (userName, password) = registry.Add("s1", DeviceKind.Scanner, "door-3");
        Assert.Equal("s1/scanner/door-3", userName);
        var again = new DeviceRegistry(DeviceFile);
        Assert.Equal(userName, again.Verify(userName, Encoding.UTF8.GetBytes(password))!.Name);
        Assert.Null(again.Verify(userName, Encoding.UTF8.GetBytes(password + "0")));
        Assert.Null(again.Verify("s1/scanner/other", Encoding.UTF8.GetBytes(password)));
        Assert.DoesNotContain(password, File.ReadAllText(DeviceFile), StringComparison.OrdinalIgnoreCase);
        Assert.Equal([userName], again.List("s1").Select(device => device.Name));
        Assert.Empty(again.List("s2"));
        Assert.True(again.Remove("s1", DeviceKind.Scanner, "door-3"));
        Assert.False(again.Remove("s1", DeviceKind.Scanner, "door-3"));
        Assert.Empty(again.List());
    }

    [Fact]
    public void A_registry_that_is_full_takes_no_further_device_but_a_new_password_of_one_it_has()
    {
        var registry = new DeviceRegistry(DeviceFile, devicesMax: 2);
        foreach (var id in new[] { "a", "b" }) registry.Add("s1", DeviceKind.Scanner, id);
        var refused = Assert.Throws<InvalidOperationException>(() => registry.Add("s2", DeviceKind.Phone, "c"));
        Assert.Equal("The registry is full with 2 devices; remove one first.", refused.Message);
        registry.Add("s1", DeviceKind.Scanner, "a");
        registry.Remove("s1", DeviceKind.Scanner, "b");
        registry.Add("s2", DeviceKind.Phone, "c");
        Assert.Equal(["s1/scanner/a", "s2/phone/c"], registry.List().Select(device => device.Name));
    }

    [Fact]
    public void What_another_process_adds_is_seen_without_a_restart()
    {
        var server = new DeviceRegistry(DeviceFile, _time);
        Assert.Null(server.Find("s1/phone/p"));
        new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Phone, "p");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(server.Find("s1/phone/p"));
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("s/1", "a")]
    [InlineData("s1", "a/+")]
    [InlineData("s1", "")]
    public void Ids_that_would_change_a_topic_are_refused(string store, string id) =>
        Assert.Throws<ArgumentException>(() => new DeviceRegistry(DeviceFile).Add(store, DeviceKind.Scanner, id));

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
        var (identity, refusal) = await new DeviceAuthenticator(new DeviceRegistry(DeviceFile)).Authenticate(peer, userName: null, password: null);
        Assert.Equal(isWelcome, identity is not null);
        if (!isWelcome) Assert.Equal(MqttConnectReasonCode.NotAuthorized, refusal);
        Assert.NotNull((await new DeviceAuthenticator(new DeviceRegistry(DeviceFile), isOpen: true).Authenticate(peer, userName: null, password: null)).Identity);
    }

    [Fact]
    public async Task A_device_is_refused_what_is_not_its_own()
    {
        var (userName, password) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Terminal, "desk");
        await using var door = await OpenDoor.Open(devices: new DeviceRegistry(DeviceFile));
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
        var registry = new DeviceRegistry(DeviceFile);
        var (one, onesPassword) = registry.Add("s1", DeviceKind.Terminal, "desk");
        var (other, othersPassword) = registry.Add("s1", DeviceKind.Terminal, "till");
        await using var door = await OpenDoor.Open(devices: registry);
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
        var (scanner, scannerPassword) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Scanner, "door");
        var (phone, phonePassword) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Phone, "p");
        await using var door = await OpenDoor.Open(time: _time, devices: new DeviceRegistry(DeviceFile, _time));
        var removed = await Login(door, "a", scanner, scannerPassword);
        var kept = await Login(door, "b", phone, phonePassword);
        Pass(door);
        await removed.ExpectNothing();

        Assert.True(new DeviceRegistry(DeviceFile).Remove("s1", DeviceKind.Scanner, "door"));
        Pass(door);
        Assert.StartsWith("E00298", await removed.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await removed.Receive());
        await kept.ExpectNothing();
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_disconnects_nobody()
    {
        var (userName, password) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Scanner, "door");
        await using var door = await OpenDoor.Open(time: _time, devices: new DeviceRegistry(DeviceFile, _time));
        var client = await Login(door, "a", userName, password);
        await File.WriteAllTextAsync(DeviceFile, "[ half a reg");
        Assert.ThrowsAny<Exception>(() => Pass(door));
        await client.ExpectNothing();

        await File.WriteAllTextAsync(DeviceFile, "[]");
        Pass(door);
        Assert.StartsWith("E00298", await client.Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_of_one_identity_share_its_rate_and_its_ban()
    {
        var (userName, password) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Scanner, "door");
        await using var door = await OpenDoor.Open(new DoorOptions { ConnectsPerMinute = 2 }, _time, new DeviceRegistry(DeviceFile, _time));
        Assert.Equal("00", (await Login(door, "a", userName, password)).Answer);
        Assert.Equal("00", (await Login(door, "b", userName, password)).Answer);
        Assert.Equal("8A", (await Login(door, "c", userName, password)).Answer);
        Assert.Equal("00", (await door.Connect("anonymous")).Answer);
    }

    [Fact]
    public async Task A_flood_of_addresses_leaves_room_for_a_registered_device()
    {
        var registry = new DeviceRegistry(DeviceFile);
        var (one, onesPassword) = registry.Add("s1", DeviceKind.Scanner, "a");
        var (other, othersPassword) = registry.Add("s1", DeviceKind.Scanner, "b");
        await using var door = await OpenDoor.Open(new DoorOptions { CountedMax = 1, LimitsOnLoopback = true }, _time, registry);
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

    private void Pass(OpenDoor door)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        door.Broker.Look();
    }
}
