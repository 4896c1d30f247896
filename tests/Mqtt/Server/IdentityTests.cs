using System.Text;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

public sealed class IdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mqtt-devices").FullName;

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
    public void What_another_process_adds_is_seen_without_a_restart()
    {
        var time = new ManualTime();
        var server = new DeviceRegistry(DeviceFile, time);
        Assert.Null(server.Find("s1/phone/p"));
        new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Phone, "p");
        time.Advance(TimeSpan.FromSeconds(1));
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
        Expect(new MqttIdentity("s1/scanner/a", "s1", DeviceKind.Scanner, "a"), topic, isAllowed);

    [Theory]
    [InlineData("shellies/door/events", true)]
    [InlineData("shellies/door/#", true)]
    [InlineData("shellies/door", true)]
    [InlineData("shellies/#", false)]
    [InlineData("shellies/+/events", false)]
    [InlineData("shellies/roof/events", false)]
    [InlineData("smartstore/v1/s1/scanners/g/sightings", false)]
    public void A_gateway_has_only_what_its_filter_takes(string topic, bool isAllowed) =>
        Expect(new MqttIdentity("s1/gateway/g", "s1", DeviceKind.Gateway, "g"), topic, isAllowed);

    [Fact]
    public async Task Anonymous_is_welcome_only_from_this_machine()
    {
        await using var server = await TestServer.Start();
        Assert.Equal("00", (await server.Connect("a", address: "127.0.0.1")).Connack[6..8]);
        Assert.Equal("87", (await server.Connect("b", address: "192.0.2.1")).Connack[6..8]);
        Assert.Equal("20020005", (await server.Connect("c", version: 4, address: "192.0.2.1")).Connack);
    }

    [Fact]
    public async Task A_device_is_refused_what_is_not_its_own_and_expelled_when_it_is_removed()
    {
        var registry = new DeviceRegistry(DeviceFile);
        var (userName, password) = registry.Add("s1", DeviceKind.Terminal, "t");
        await using var server = await TestServer.Start(
            authenticator: new DeviceAuthenticator(registry), authorizer: new DeviceRights((_, _) => null));
        var wrong = server.Open("192.0.2.1");
        await wrong.Send(Packet("10", "00044D515454" + "05C2003C00" + Text("t") + Text(userName) + Text("guess")));
        Assert.Equal("2003008600", await wrong.Receive());

        var client = server.Open("192.0.2.1");
        await client.Send(Packet("10", "00044D515454" + "05C2003C00" + Text("t") + Text(userName) + Text(password)));
        Assert.Equal("00", (await client.Receive())[6..8]);
        await client.Publish("smartstore/v1/s1/terminals/t/taps", "{}", qos: 1);
        Assert.Equal("4003000110", await client.Receive());
        await client.Publish("smartstore/v1/s1/terminals/other/taps", "{}", qos: 1);
        Assert.Equal("4003000187", await client.Receive());
        Assert.Equal("87", await client.Subscribe("#"));
        Assert.Equal(1, server.Server.Expel(userName));
        Assert.StartsWith("E0", await client.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task A_device_that_another_process_removes_loses_its_connection_within_seconds()
    {
        var time = new ManualTime();
        var (scanner, scannerPassword) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Scanner, "door");
        var (phone, phonePassword) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Phone, "p");
        await using var server = await TestServer.Start(authenticator: new DeviceAuthenticator(new DeviceRegistry(DeviceFile, time)), time: time);
        var removed = await Login(server, scanner, scannerPassword);
        var kept = await Login(server, phone, phonePassword);
        server.Advance(TimeSpan.FromSeconds(4));
        await removed.ExpectNothing();

        Assert.True(new DeviceRegistry(DeviceFile).Remove("s1", DeviceKind.Scanner, "door"));
        server.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("E00198", await removed.Receive());
        Assert.Equal("closed", await removed.Receive());
        await kept.ExpectNothing();
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_disconnects_nobody()
    {
        var time = new ManualTime();
        var (userName, password) = new DeviceRegistry(DeviceFile).Add("s1", DeviceKind.Scanner, "door");
        await using var server = await TestServer.Start(authenticator: new DeviceAuthenticator(new DeviceRegistry(DeviceFile, time)), time: time);
        var client = await Login(server, userName, password);
        await File.WriteAllTextAsync(DeviceFile, "[ half a reg");
        server.Advance(TimeSpan.FromSeconds(4));
        await client.ExpectNothing();

        await File.WriteAllTextAsync(DeviceFile, "[]");
        server.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("E00198", await client.Receive());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("https://127.0.0.1:8080", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("https://console.example", true)]
    [InlineData("null", false)]
    public void A_web_socket_is_opened_only_for_pages_of_ours(string? origin, bool isAllowed) =>
        Assert.Equal(isAllowed, new Mqtt.Hosting.WebSocketOrigins("https://console.example").Allows(origin, "http", "127.0.0.1:8080"));

    private static async Task<WireClient> Login(TestServer server, string userName, string password)
    {
        var client = server.Open("192.0.2.1");
        await client.Send(Packet("10", "00044D515454" + "05C2003C00" + Text(userName) + Text(userName) + Text(password)));
        Assert.Equal("00", (await client.Receive())[6..8]);
        return client;
    }

    private static void Expect(MqttIdentity identity, string topic, bool isAllowed)
    {
        var rights = new DeviceRights((store, id) => (store, id) == ("s1", "g") ? "shellies/door/#" : null);
        var expected = isAllowed ? ReasonCode.Success : ReasonCode.NotAuthorized;
        Assert.Equal(expected, rights.Judge(identity, MqttAction.Publish, Encoding.UTF8.GetBytes(topic)));
        Assert.Equal(expected, rights.Judge(identity, MqttAction.Subscribe, Encoding.UTF8.GetBytes(topic)));
    }
}
