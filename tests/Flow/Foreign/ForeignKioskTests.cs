using System.Text.Json;
using MQTTnet;

namespace SmartStore.Flow.Tests.Foreign;

/// <summary>A kiosk made of Mosquitto's clients: what it reads on <c>…/screen</c> and what it says on <c>…/taps</c> and <c>…/acts</c>, over our own listener and over a broker of the shop.</summary>
public sealed class ForeignKioskTests(OpenShop shop) : IClassFixture<OpenShop>, IAsyncLifetime
{
    private const string Kiosk = "kiosk-1";

    private static readonly string Screen = Topics.Screen(CornerShop.Id, Kiosk);
    private static readonly string Acts = Topics.Acts(CornerShop.Id, Kiosk);
    private static readonly string Answers = Topics.Answers(CornerShop.Id, Kiosk);

    private readonly ShopClient _client = shop.Client;

    public async ValueTask InitializeAsync() => await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = WithKiosk() });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task SC5_the_next_tap_blanks_the_screen_of_the_one_before_it_and_no_frame_has_both()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_sub"), "mosquitto_sub is not installed.");
        var (anna, carla) = (await NewVisitor("milk"), await NewVisitor("bread"));
        await using var screen = await Read(Screen);
        await using var answers = await Read(Answers);

        await Say(Topics.Taps(CornerShop.Id, Kiosk), ShopClient.TapBody("tap-a", await _client.Pass(anna)));
        await Eventually.Is(() => Frames(screen) is [{ Length: > 0 }], () => $"Anna's screen; it shows {string.Join('\n', screen.Out)}");
        var annas = Frames(screen)[^1];
        Assert.Equal(("Name", "milk", true), (Field(annas, "name"), Field(annas, "items", 0, "item", "id"), annas.Contains("\"for_s\":60", StringComparison.Ordinal)));

        await Say(Topics.Taps(CornerShop.Id, Kiosk), ShopClient.TapBody("tap-c", await _client.Pass(carla)));
        await Eventually.Is(() => Frames(screen) is [.., var last] && last != annas && last.Length > 0, () => $"Carla's screen; it shows {string.Join('\n', screen.Out)}");
        var frames = Frames(screen);
        Assert.Equal(["anna", "", "carla"], frames.Select(frame => frame.Length == 0 ? "" : frame.Contains("milk", StringComparison.Ordinal) ? "anna" : "carla"));
        Assert.DoesNotContain(frames, frame => frame.Contains("milk", StringComparison.Ordinal) && frame.Contains("bread", StringComparison.Ordinal));

        // What Anna's hand is still on counts for nothing; Carla's counts once, however often it is said.
        await Say(Acts, Act("act-1", Field(annas, "session"), "tick", "milk"));
        await Answered(answers, "act-1", "expired");
        var tick = Act("act-2", Field(frames[^1], "session"), "tick", "bread");
        for (var n = 0; n < 2; n++) await Say(Acts, tick);
        await Answered(answers, "act-2", "ok", times: 2);
        Assert.Single(answers.Out.Where(line => line.Contains("act-2", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal));
        Assert.Equal((false, true), ((await _client.GetList(anna)).Items[0].Done, (await _client.GetList(carla)).Items[0].Done));
        await Say(Acts, Act("act-3", Field(frames[^1], "session"), "end", ""));
        await Eventually.Is(() => Frames(screen)[^1].Length == 0, () => "a blank screen");

        // Nobody keeps a frame: who comes later reads nothing.
        await using var late = Mosquitto("mosquitto_sub", "-t", Screen, "-W", "1");
        Assert.Equal("", (await late.End()).Out);
    }

    [Fact]
    public async Task Bad_acts_are_refused_and_answered_when_their_id_can_be_read_and_a_flood_is_to_try_again()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_sub"), "mosquitto_sub is not installed.");
        var desk = CornerShop.Terminal("bakery");
        var acts = Topics.Acts(CornerShop.Id, desk);
        await using var answers = await Read(Topics.Answers(CornerShop.Id, desk));
        foreach (var (name, payload) in new[] { ("json", "{\"id\":\"bad-json\","), ("long", Act("bad-long", "", "end", new string('x', 9000))), ("act", Act("bad-act", "", "dance", "")), ("item", Act("bad-item", "", "tick", "two words")) })
        {
            await using var said = Mosquitto("mosquitto_pub", "-V", "mqttv5", "-q", "1", "-t", acts, "-m", payload);
            var ended = await said.End();
            Assert.True(ended.Err.Contains("Payload format invalid", StringComparison.Ordinal), $"{name}: {ended.Err}");
        }
        await Answered(answers, "bad-act", "refused");
        await Answered(answers, "bad-item", "refused");

        await using (var flood = Mosquitto("bash", "-c", $"for i in $(seq 25); do echo '{Act("flood-$i", "", "end", "").Replace("flood-$i", "flood-'$i'", StringComparison.Ordinal)}'; done | mosquitto_pub -h 127.0.0.1 -p {shop.Server.Mqtt} -q 1 -t {acts} -l"))
            Assert.Equal(0, (await flood.End()).Code);
        await Eventually.Is(() => answers.Out.Count(line => line.Contains("flood-", StringComparison.Ordinal)) == 25, () => string.Join('\n', answers.Out));
        Assert.Equal((20, 5), (answers.Out.Count(line => line.Contains("expired", StringComparison.Ordinal)), answers.Out.Count(line => line.Contains("try_again", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_kiosk_behind_a_broker_of_the_shop_has_its_screen_to_itself()
    {
        Assert.SkipUnless(MosquittoProcess.IsInstalled, "mosquitto is not installed.");
        using var folder = new FreshFolder();
        await using (var first = await ServerProcess.Start(folder.File("data")))
        {
            await using var owner = await ShopClient.Connect(first);
            await owner.Stores.PutStoreAsync(new PutStoreRequest { Store = WithKiosk() });
            await first.Child.Signal("TERM");
            Assert.Equal(0, (await first.Child.End()).Code);
        }
        var passwords = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in new[] { Kiosk, "t-dairy" })
        {
            var added = await Child.Run("device", "add", "--data", folder.File("data"), "--store", CornerShop.Id, "--kind", "terminal", "--id", id);
            passwords[id] = added.Value("password");
        }
        Directory.CreateDirectory(folder.File("broker"));
        await using (var made = Child.Start("mosquitto_passwd", ["-c", "-b", folder.File("broker/passwords"), "smartstore", "ours"])) Assert.Equal(0, (await made.End()).Code);
        Assert.Equal(0, (await Child.Run("device", "list", "--data", folder.File("data"), "--mosquitto", folder.File("broker"))).Code);
        await using var broker = await MosquittoProcess.Start(folder, folder.File("broker/passwords"), folder.File("broker/acl"));
        await using var server = await ServerProcess.Start(folder.File("data"), flags: ["--mqtt-upstream", $"mqtt://smartstore:ours@127.0.0.1:{broker.Port}"]);
        await using var client = await ShopClient.Connect(server);
        var anna = await client.NewShopper([]);

        await using var kiosk = (await DeviceClient.Login(broker.Port, $"{CornerShop.Id}/terminal/{Kiosk}", passwords[Kiosk]))!;
        await using var other = (await DeviceClient.Login(broker.Port, $"{CornerShop.Id}/terminal/t-dairy", passwords["t-dairy"]))!;
        // The server says that it is ready before it has connected to the broker. Until then the broker answers that nobody reads the topic.
        await Eventually.Is(async () => await kiosk.Publish(Acts, Encoding.UTF8.GetBytes(Act("act-0", "", "end", ""))) == MqttClientPublishReasonCode.Success, () => "the server at the broker");
        foreach (var topic in new[] { Screen, Answers }) await kiosk.Subscribe(topic);
        await other.Subscribe("#");
        foreach (var topic in new[] { Screen, Answers }) Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await kiosk.Publish(topic, "{}"u8.ToArray()));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await other.Publish(Acts, "{}"u8.ToArray()));

        Assert.Equal(MqttClientPublishReasonCode.Success, await kiosk.Publish(Topics.Taps(CornerShop.Id, Kiosk), Encoding.UTF8.GetBytes(ShopClient.TapBody("tap-1", await client.Pass(anna)))));
        var frame = await Next(kiosk, Screen);
        Assert.False(frame.Retain);
        var session = Field(Encoding.UTF8.GetString(System.Buffers.BuffersExtensions.ToArray(frame.Payload)), "session");
        await kiosk.Publish(Acts, Encoding.UTF8.GetBytes(Act("act-1", session, "end", "")));
        Assert.Equal(0, (await Next(kiosk, Screen)).Payload.Length);
        // A tap over HTTP is shown to who reads the broker, too.
        await client.TapOverHttp(Kiosk, "tap-http", await client.Pass(anna));
        session = Field(Encoding.UTF8.GetString(System.Buffers.BuffersExtensions.ToArray((await Next(kiosk, Screen)).Payload)), "session");
        await kiosk.Publish(Acts, Encoding.UTF8.GetBytes(Act("act-2", session, "end", "")));
        Assert.Equal(0, (await Next(kiosk, Screen)).Payload.Length);
        // Nothing of it came to the other one: what comes next is its own.
        await other.Publish(Topics.Taps(CornerShop.Id, "t-dairy"), Encoding.UTF8.GetBytes(ShopClient.TapBody("tap-2", await client.Pass(anna))));
        Assert.StartsWith(Topics.TerminalPrefix(CornerShop.Id, "t-dairy"), (await other.Next()).Topic, StringComparison.Ordinal);
    }

    private static Store WithKiosk()
    {
        var layout = CornerShop.Layout();
        layout.Terminals.Add(new Contracts.V1.Terminal { Id = Kiosk, ZoneId = "bakery", Kind = TerminalKind.Info });
        return layout;
    }

    // Somebody who lets screens show their name and list.
    private async Task<string> NewVisitor(string item)
    {
        var id = await _client.NewShopper([Purpose.Presence], item);
        await _client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = id, ShowOnScreens = true } });
        return id;
    }

    // A pipe gets each line as it is written.
    private Child Mosquitto(string program, params string[] arguments) =>
        Child.Start("stdbuf", ["-oL", program, .. program == "bash" ? [] : new[] { "-h", "127.0.0.1", "-p", $"{shop.Server.Mqtt}" }, .. arguments]);

    // A line for each message, with its length in front: one without a payload is a line, too.
    private async Task<Child> Read(string topic)
    {
        var reader = Mosquitto("mosquitto_sub", "-d", "-q", "1", "-t", topic, "-F", "got %l %p");
        await Eventually.Is(() => reader.Out.Any(line => line.StartsWith("Subscribed", StringComparison.Ordinal)), () => $"a subscription to {topic}: {reader.Err}");
        return reader;
    }

    private async Task Say(string topic, string payload)
    {
        await using var said = Mosquitto("mosquitto_pub", "-q", "1", "-t", topic, "-m", payload);
        Assert.Equal(0, (await said.End()).Code);
    }

    private static string[] Frames(Child reader) => [.. reader.Out.Where(line => line.StartsWith("got ", StringComparison.Ordinal)).Select(line => line.Split(' ', 3)[2])];

    private static Task Answered(Child answers, string act, string outcome, int times = 1) => Eventually.Is(
        () => answers.Out.Count(line => line.Contains($"\"{act}\"", StringComparison.Ordinal) && line.Contains($"\"outcome\":\"{outcome}\"", StringComparison.Ordinal)) == times,
        () => $"{act} {outcome}; it was answered {string.Join('\n', answers.Out)}");

    private static async Task<MqttApplicationMessage> Next(DeviceClient device, string topic)
    {
        while (true)
            if (await device.Next() is var message && message.Topic == topic) return message;
    }

    private static string Act(string id, string session, string act, string item) =>
        JsonSerializer.Serialize(new { id, at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), session, act, item });

    private static string Field(string json, params object[] path)
    {
        var at = JsonDocument.Parse(json).RootElement;
        foreach (var step in path) at = step is int index ? at[index] : at.GetProperty((string)step);
        return at.GetString()!;
    }
}
