using System.Security.Cryptography;
using System.Text.Json;
using MQTTnet;
using SmartStore.Core.Devices;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using SmartStore.Host.Devices;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore device</c>: over a server, on the folder of one that runs, and for a broker of the shop.</summary>
public sealed class DeviceTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private const string Scanner = "corner/scanner/s-entrance";

    [Fact]
    public async Task A_device_is_added_listed_and_removed_over_a_server()
    {
        string[] server = ["--server", shop.Server.Grpc.ToString()], device = ["--store", CornerShop.Id, "--kind", "scanner", "--id", "s-entrance"];
        var added = await Child.Run(["device", "add", .. device, .. server]);
        Assert.Equal((0, Scanner), (added.Code, added.Value("user")));
        using var keys = JsonDocument.Parse(added.Value("server-keys"));
        Assert.Equal("ES256", keys.RootElement.GetProperty("keys")[0].GetProperty("alg").GetString());

        await using var connected = await DeviceClient.Login(shop.Server.Mqtt, Scanner, added.Value("password"));
        Assert.NotNull(connected);
        Assert.Equal(MqttClientPublishReasonCode.Success, await connected.Publish(Topics.ScannerSightings(CornerShop.Id, "s-entrance"), """{"heard":[]}"""u8.ToArray()));
        var listed = await Child.Run(["device", "list", "--store", CornerShop.Id, .. server]);
        Assert.Matches($@"^{Scanner} \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", Assert.Single(listed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith(Scanner, StringComparison.Ordinal)));

        Assert.Equal(0, (await Child.Run(["device", "remove", .. device, .. server])).Code);
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, await connected.Ended.WaitAsync(Eventually.Limit));
        Assert.Null(await DeviceClient.Login(shop.Server.Mqtt, Scanner, added.Value("password")));
    }

    [Fact]
    public async Task What_is_added_on_the_folder_of_a_running_server_is_in_force_there_and_has_the_key_that_the_server_has()
    {
        var beside = await Child.Run("device", "add", "--data", shop.Data, "--store", CornerShop.Id, "--kind", "terminal", "--id", "t-pickup");
        await using (var device = await DeviceClient.Login(shop.Server.Mqtt, beside.Value("user"), beside.Value("password"))) Assert.NotNull(device);

        var over = await Child.Run("device", "add", "--server", shop.Server.Grpc.ToString(), "--store", CornerShop.Id, "--kind", "terminal", "--id", "t-pickup");
        Assert.Contains("old one", over.Err);
        Assert.Equal(beside.Value("server-keys"), over.Value("server-keys"));
        Assert.NotEqual(beside.Value("password"), over.Value("password"));
        Assert.Null(await DeviceClient.Login(shop.Server.Mqtt, beside.Value("user"), beside.Value("password")));
        Assert.DoesNotContain(over.Value("password"), shop.Server.Child.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_registry_of_an_earlier_version_is_taken_over_once_with_its_passwords()
    {
        using var folder = new FreshFolder();
        folder.Write(DevicesFile.Name, Earlier("door", "secret"));
        await using var server = await ServerProcess.Start(folder.Path);
        await using (var device = await DeviceClient.Login(server.Mqtt, "s1/scanner/door", "secret")) Assert.NotNull(device);
        Assert.False(File.Exists(folder.File(DevicesFile.Name)));
        Assert.True(File.Exists(folder.File(DevicesFile.TakenName)));

        // A command finds a file, too: of another shop, for instance, whose folder was copied here.
        folder.Write(DevicesFile.Name, Earlier("roof", "other"));
        Assert.Equal(["s1/scanner/door - -", "s1/scanner/roof - -"], (await Child.Run("device", "list", "--data", folder.Path)).Out.Split('\n'));
        await using (var device = await DeviceClient.Login(server.Mqtt, "s1/scanner/roof", "other")) Assert.NotNull(device);
    }

    [Fact]
    public async Task A_takeover_that_a_kill_broke_off_anywhere_loses_nothing()
    {
        for (var written = 0; written < 3; written++)
        {
            using var folder = new FreshFolder();
            folder.Write(DevicesFile.Name, Earlier(["a", "b", "c"], "secret"));
            var store = new MemoryStateStore(TimeProvider.System);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => DevicesFile.TakeOver(folder.Path, new Ending(store, written)));
            Assert.True(File.Exists(folder.File(DevicesFile.Name)));

            await DevicesFile.TakeOver(folder.Path, store);
            Assert.False(File.Exists(folder.File(DevicesFile.Name)));
            Assert.Equal(["s1/scanner/a", "s1/scanner/b", "s1/scanner/c"], (await store.Documents("devices")).Select(document => document.Id).Order());
        }
    }

    [Theory]
    [InlineData("[ half a reg")]
    [InlineData("[null]")]
    [InlineData("""[{"store":"s1","kind":"Oven","id":"a","salt":"00","hash":"00"}]""")]
    [InlineData("""[{"store":"s1","kind":"Scanner","id":"a","salt":"00"}]""")]
    [InlineData("""[{"store":"s1","kind":"Scanner","id":"a","salt":"xx","hash":"00"}]""")]
    public async Task A_registry_that_cannot_be_read_keeps_the_server_from_starting_and_stays_as_it_is(string json)
    {
        using var folder = new FreshFolder();
        folder.Write(DevicesFile.Name, json);
        var refused = await Assert.ThrowsAsync<StorageException>(() => DevicesFile.TakeOver(folder.Path, new MemoryStateStore(TimeProvider.System)));
        Assert.StartsWith(folder.File(DevicesFile.Name), refused.Message, StringComparison.Ordinal);
        Assert.Equal(json, await File.ReadAllTextAsync(folder.File(DevicesFile.Name)));
    }

    [Fact]
    public async Task A_server_whose_earlier_registry_cannot_be_read_says_so_in_one_sentence()
    {
        using var folder = new FreshFolder();
        folder.Write(DevicesFile.Name, "[ half a reg");
        var ended = await Child.Run("serve", "--data", folder.Path, "--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0");
        Assert.Equal(1, ended.Code);
        Assert.Contains(DevicesFile.Name, Assert.Single(ended.Complaints), StringComparison.Ordinal);
        ended.ShowsNoStackTrace();
    }

    [Fact]
    public async Task A_broker_of_the_shop_lets_registered_devices_in_and_keeps_what_is_anothers_closed()
    {
        Assert.SkipUnless(MosquittoProcess.IsInstalled, "mosquitto is not installed.");
        using var folder = new FreshFolder();
        await using var server = await ServerProcess.Start(folder.File("data"));
        await using var client = await ShopClient.Connect(server);
        var layout = CornerShop.Layout();
        layout.Gateways.Add(new Gateway { AnchorId = "b-produce", Maker = "shelly", TopicFilter = "shellies/produce/#" });
        await client.Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
        var passwords = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (kind, id) in new[] { ("scanner", "s-entrance"), ("terminal", "t-pickup"), ("terminal", "t-dairy"), ("gateway", "b-produce"), ("scanner", "aa:bb") })
        {
            var added = await Child.Run("device", "add", "--data", folder.File("data"), "--store", CornerShop.Id, "--kind", kind, "--id", id);
            passwords[added.Value("user")] = added.Value("password");
        }

        Directory.CreateDirectory(folder.File("broker"));
        Assert.Equal(0, (await Run("mosquitto_passwd", "-c", "-b", folder.File("broker/passwords"), "smartstore", "of the server")).Code);
        for (var again = 0; again < 2; again++)
        {
            var written = await Child.Run("device", "list", "--data", folder.File("data"), "--mosquitto", folder.File("broker"));
            Assert.Equal((0, ""), (written.Code, written.Out));
            Assert.Contains("for 4 devices", written.Err, StringComparison.Ordinal);
            Assert.Contains("corner/scanner/aa:bb is left out: Mosquitto takes no user name with a colon.", written.Complaints);
        }

        await using var broker = await MosquittoProcess.Start(folder, folder.File("broker/passwords"), folder.File("broker/acl"));
        Assert.Null(await DeviceClient.Login(broker.Port, Scanner, passwords["corner/terminal/t-dairy"]));
        await using var ours = (await DeviceClient.Login(broker.Port, "smartstore", "of the server"))!;
        await ours.Subscribe("smartstore/v1/#");
        await ours.Subscribe("shellies/#");

        await using var scanner = await LogIn(Scanner);
        await Refused(scanner, Topics.ScannerSightings(CornerShop.Id, "s-other"), Topics.Taps(CornerShop.Id, "s-entrance"), Topics.Taps(CornerShop.Id, "t-dairy"), "shellies/produce/x");
        await Taken(scanner, Topics.ScannerSightings(CornerShop.Id, "s-entrance"), Topics.ScannerStatus(CornerShop.Id, "s-entrance"));

        await using var gateway = await LogIn("corner/gateway/b-produce");
        await Refused(gateway, "shellies/dairy/x", Topics.ScannerSightings(CornerShop.Id, "b-produce"));
        await Taken(gateway, "shellies/produce/x");

        await using var desk = await LogIn("corner/terminal/t-pickup");
        await Refused(desk, Topics.Taps(CornerShop.Id, "t-dairy"), Topics.Answers(CornerShop.Id, "t-pickup"), Topics.ScannerSightings(CornerShop.Id, "t-pickup"));
        await Taken(desk, Topics.Taps(CornerShop.Id, "t-pickup"));
        // Mosquitto lets everybody subscribe to everything, and hands on what one may read.
        await desk.Subscribe("#");
        foreach (var terminal in new[] { "t-dairy", "t-pickup" }) await ours.Publish(Topics.Answers(CornerShop.Id, terminal), "{}"u8.ToArray());
        Assert.Equal(Topics.Answers(CornerShop.Id, "t-pickup"), (await desk.Next()).Topic);

        async Task<DeviceClient> LogIn(string userName) => Assert.IsType<DeviceClient>(await DeviceClient.Login(broker.Port, userName, passwords[userName]));

        static async Task Refused(DeviceClient device, params string[] topics)
        {
            foreach (var topic in topics) Assert.Equal((topic, MqttClientPublishReasonCode.NotAuthorized), (topic, await device.Publish(topic, "{}"u8.ToArray())));
        }

        // What was refused never comes, so the next thing that comes is what was allowed.
        async Task Taken(DeviceClient device, params string[] topics)
        {
            foreach (var topic in topics)
            {
                Assert.Equal((topic, MqttClientPublishReasonCode.Success), (topic, await device.Publish(topic, "{}"u8.ToArray())));
                Assert.Equal(topic, (await ours.Next()).Topic);
            }
        }
    }

    [Fact]
    public void A_device_with_a_password_of_an_earlier_version_is_left_out_of_the_brokers_files_and_its_owner_told_why()
    {
        using var folder = new FreshFolder();
        var earlier = new RegisteredDevice(new DeviceName("s1", DeviceKind.Scanner, "door"), DevicePassword.OfEarlierRegistry(new byte[16], new byte[32]), AddedAt: null);
        var leftOut = Assert.Single(MosquittoFiles.Write(folder.Path, [earlier], new Dictionary<DeviceName, string>()));
        Assert.Equal(earlier.Name, leftOut.Name);
        Assert.Contains("add it again", leftOut.Why, StringComparison.Ordinal);
        Assert.Equal("", File.ReadAllText(folder.File(MosquittoFiles.PasswordsName)));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(MosquittoFiles.PasswordsName)));
    }

    [Fact]
    public void A_gateway_whose_filter_is_no_makers_gets_no_rights_on_a_broker_and_the_server_does_not_listen_to_it()
    {
        var gateways = new[] { "#", "smartstore/v1/#", "+/produce", "" }.Select((filter, i) => (Name: new DeviceName("s1", DeviceKind.Gateway, $"g{i}"), filter)).ToDictionary(gateway => gateway.Name, gateway => gateway.filter);
        var lines = MosquittoFiles.Acl([.. gateways.Keys, new DeviceName("s1", DeviceKind.Gateway, "none")], gateways).Split('\n');
        Assert.Equal(["topic write +/produce"], lines.Where(line => line.StartsWith("topic write", StringComparison.Ordinal) && !line.Contains("/terminals/", StringComparison.Ordinal)));
        Assert.Equal(["topic read smartstore/v1/#", "topic read +/produce"], lines.Where(line => line.StartsWith("topic read", StringComparison.Ordinal)));
        Assert.Contains("topic deny smartstore/#", lines);
    }

    private static string Earlier(string id, string password) => Earlier([id], password);

    // As the earlier version wrote it.
    private static string Earlier(string[] ids, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, 10_000, HashAlgorithmName.SHA256, 32);
        return $"[{string.Join(',', ids.Select(id => $$"""{ "store": "s1", "kind": "Scanner", "id": "{{id}}", "salt": "{{Convert.ToHexString(salt)}}", "hash": "{{Convert.ToHexString(hash)}}" }"""))}]";
    }

    private static async Task<Finished> Run(string program, params string[] arguments)
    {
        await using var child = Child.Start(program, arguments);
        return await child.End();
    }

    // The process ends after some writes.
    private sealed class Ending(IDocumentStore store, int writesLeft) : IDocumentStore
    {
        private int _writesLeft = writesLeft;

        public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default) => store.Documents(kind, after, cancel);

        public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null) =>
            _writesLeft-- > 0 ? store.PutDocument(kind, id, body, expected) : throw new StoreUnavailableException("It was killed.");
    }
}
