using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>What a session store owes, told through a server that is left without a goodbye and one that starts after it.</summary>
internal static class Durability
{
    private const string KeepForever = "11FFFFFFFF";

    /// <param name="before">The store of the first server.</param>
    /// <param name="reopen">The store as the second server finds it.</param>
    public static async Task FiftyMessagesSurvive(ISessionStore before, Func<ISessionStore> reopen)
    {
        var time = new ManualTime();
        var crashed = await TestServer.Start(store: before, time: time);
        var kiosk = await crashed.Connect("kiosk", clean: false, properties: KeepForever);
        await kiosk.Subscribe("orders/#", options: 1);
        await kiosk.Leave();
        var publisher = await crashed.Connect("pub");
        for (var i = 1; i <= 50; i++) await publisher.Publish($"orders/{i:D2}", $"{i}", qos: 1, id: i);
        for (var i = 1; i <= 50; i++) Assert.Equal($"4002{i:X4}", await publisher.Receive());

        // The first server is not stopped: its process is gone, as it were.
        await using var server = await TestServer.Start(store: reopen(), time: time);
        var back = await server.Connect("kiosk", clean: false, properties: KeepForever);
        Assert.StartsWith("2", back.Connack, StringComparison.Ordinal);
        Assert.Equal("01", back.Connack[4..6]);
        for (var i = 1; i <= 50; i++) Assert.Equal(PublishOf("32", $"orders/{i:D2}", $"{i}", 1, i), await back.Receive());
        await back.ExpectNothing();
    }
}
