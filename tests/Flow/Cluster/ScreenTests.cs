using System.Text.Json;
using MQTTnet;

namespace SmartStore.Flow.Tests.Cluster;

/// <summary>Whoever looks at a terminal sees one screen: on a stream or on its topic, through whichever process, and whichever way the tap came.</summary>
public sealed class ScreenTests
{
    private static readonly string s_desk = CornerShop.Terminal("bakery");

    [Fact]
    public async Task In_one_process_a_stream_and_a_topic_show_the_same_screen_whichever_way_the_tap_came()
    {
        using var folder = new FreshFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        await ShowTheSame(client, client, client);
    }

    [Fact]
    public async Task In_a_cluster_each_shows_the_screen_whose_tap_another_one_took()
    {
        await using var chain = await ThreeServers.Start();
        await ShowTheSame(chain.Clients[0], chain.Clients[1], chain.Clients[2]);
    }

    private static async Task ShowTheSame(ShopClient tapped, ShopClient streams, ShopClient read)
    {
        await using var stream = streams.WatchTerminal(s_desk);
        await using var topic = await read.Device(Topics.Screen(CornerShop.Id, s_desk));
        await stream.First(update => update.Heartbeat is not null || update.Screen is not null, "the stream");

        var anna = await tapped.NewShopper([]);
        await tapped.TapOverHttp(s_desk, "tap-http", await tapped.Pass(anna));
        Assert.Equal(await Session(topic), (await stream.First(update => update.Screen is { Session.Length: > 0 }, "the screen of the tap over HTTP")).Screen.Session);

        var carla = await tapped.NewShopper([]);
        await tapped.Tap(carla, "bakery");
        Assert.Equal("", await Session(topic));
        var session = await Session(topic);
        await stream.First(update => update.Screen?.Session == session, "the screen of the tap over MQTT");
        // A stream leaves out a frame that was not read before the next one came. The topic got the blank one.
        var shown = stream.Seen.Where(update => update.Screen is not null).Select(update => update.Screen.Session).SkipWhile(one => one.Length == 0).ToList();
        Assert.Equal(session, shown[^1]);
        Assert.All(shown[1..^1], between => Assert.Equal("", between));
    }

    // Empty: blank.
    private static async Task<string> Session(DeviceClient topic)
    {
        var frame = System.Buffers.BuffersExtensions.ToArray((await topic.Next()).Payload);
        return frame.Length == 0 ? "" : JsonDocument.Parse(frame).RootElement.GetProperty("session").GetString()!;
    }
}
