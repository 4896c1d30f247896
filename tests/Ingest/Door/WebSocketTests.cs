using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Ingest.Door.Identity;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>MQTT over WebSocket at /mqtt (MQTT 5.0 §6), and nothing else there.</summary>
public sealed class WebSocketTests : IAsyncLifetime
{
    private static readonly byte[] s_connect = Convert.FromHexString("100D00044D515454040200000001" + "61");

    private readonly DoorIntake _intake = new();
    private WebApplication _app = null!;
    private Uri _address = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddSingleton(TimeProvider.System).AddSingleton(_intake.Messages).AddSingleton(_intake.Gateways)
            .AddSingleton(new DeviceAuthenticator(registry: null))
            .AddDoor(new DoorOptions());
        _app = builder.Build();
        _app.UseWebSockets();
        _app.MapDoor();
        await _app.Services.GetRequiredService<DeviceBroker>().Start();
        await _app.StartAsync();
        _address = new Uri(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/mqtt");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Packets_may_lie_across_frames_and_share_them(int bytesAtOnce)
    {
        using var socket = await Open();
        foreach (var piece in ((byte[])[.. s_connect, 0xC0, 0, 0xC0, 0]).Chunk(bytesAtOnce)) await socket.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: true, default);
        Assert.Equal("20020000D000D000", await Hear(socket, 8));
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection()
    {
        using var socket = await Open();
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
        Assert.Equal("", await Hear(socket, 1));
    }

    [Fact]
    public async Task A_disconnect_closes_the_socket_and_a_length_over_the_limit_too()
    {
        using var leaving = await Open();
        await leaving.SendAsync((byte[])[.. s_connect, 0xE0, 0], WebSocketMessageType.Binary, endOfMessage: true, default);
        Assert.Equal("20020000", await Hear(leaving, 8));
        using var greedy = await Open();
        await greedy.SendAsync((byte[])[.. s_connect, 0x30, 0xFF, 0xFF, 0xFF, 0x7F], WebSocketMessageType.Binary, endOfMessage: true, default);
        Assert.Equal("20020000", await Hear(greedy, 8));
    }

    [Theory]
    [InlineData("/mqtt", "GET", HttpStatusCode.BadRequest)]
    [InlineData("/mqtt", "POST", HttpStatusCode.BadRequest)]
    [InlineData("/mqtt/negotiate?negotiateVersion=1", "POST", HttpStatusCode.NotFound)]
    [InlineData("/mqtt?id=1", "GET", HttpStatusCode.BadRequest)]
    public async Task Nothing_but_a_web_socket_is_served(string path, string method, HttpStatusCode status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_address, path));
        Assert.Equal(status, (await http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task A_page_of_somebody_else_opens_none(string origin, HttpStatusCode status)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{_address.Authority}/mqtt"), default));
        Assert.Equal(status, socket.HttpStatusCode);
    }

    private async Task<ClientWebSocket> Open()
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("other");
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{_address.Authority}/mqtt"), default);
        Assert.Equal("mqtt", socket.SubProtocol);
        return socket;
    }

    // So many bytes as hex; fewer at the end of the connection.
    private static async Task<string> Hear(ClientWebSocket socket, int count)
    {
        var bytes = new byte[count];
        using var late = new CancellationTokenSource(OpenDoor.Patience);
        var heard = 0;
        while (heard < count)
        {
            var frame = await socket.ReceiveAsync(bytes.AsMemory(heard), late.Token);
            if (frame.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, late.Token);
                break;
            }

            heard += frame.Count;
        }

        return Convert.ToHexString(bytes.AsSpan(0, heard));
    }
}
