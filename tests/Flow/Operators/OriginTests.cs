using System.Net;
using System.Net.WebSockets;
using SmartStore.Flow.Tests.Processes;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>--cors-origin</c>: which pages may open MQTT over WebSocket.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task Pages_of_the_server_and_of_the_origins_that_are_named_may_open_MQTT_and_others_get_403()
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path, flags: ["--cors-origin", "https://shop.example"]);

        foreach (var origin in new[] { "", server.Http.GetLeftPart(UriPartial.Authority), "https://shop.example" }) Assert.Equal(HttpStatusCode.SwitchingProtocols, await Open(origin));
        foreach (var origin in new[] { "null", "http://shop.example", "https://evil.example" }) Assert.Equal(HttpStatusCode.Forbidden, await Open(origin));

        async Task<HttpStatusCode> Open(string origin)
        {
            using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
            socket.Options.AddSubProtocol("mqtt");
            if (origin.Length > 0) socket.Options.SetRequestHeader("Origin", origin);
            await socket.ConnectAsync(new Uri($"ws://{server.Http.Authority}/mqtt"), Eventually.Soon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return socket.HttpStatusCode;
        }
    }
}
