using System.Net.WebSockets;

namespace SmartStore.Mqtt.Tests.Foreign;

/// <summary>MQTT over WebSocket (MQTT 5.0 §6): frames carry bytes, and have nothing to do with packets.</summary>
public sealed class WebSocketTests : IAsyncLifetime
{
    private const string Connack = "20020000";
    private static readonly byte[] s_connect = Convert.FromHexString("100F00044D5154540402003C0003777331");

    private OurServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await OurServer.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_subprotocol_mqtt_is_chosen_among_others()
    {
        using var socket = await OpenAsync("foo", "mqtt");
        Assert.Equal("mqtt", socket.SubProtocol);
    }

    [Fact]
    public async Task Without_the_subprotocol_the_handshake_is_refused() =>
        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync());

    [Fact]
    public async Task A_packet_in_one_binary_frame_is_answered_in_binary()
    {
        using var socket = await OpenAsync("mqtt");
        await SendAsync(socket, s_connect);
        Assert.Equal(Connack, await ReadAsync(socket, 4));
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection()
    {
        using var socket = await OpenAsync("mqtt");
        await socket.SendAsync(s_connect, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await AssertClosedAsync(socket);
    }

    [Fact]
    public async Task A_packet_may_lie_across_frames()
    {
        using var socket = await OpenAsync("mqtt");
        foreach (var b in s_connect) await SendAsync(socket, [b]);
        Assert.Equal(Connack, await ReadAsync(socket, 4));
    }

    [Fact]
    public async Task Several_packets_may_lie_in_one_frame()
    {
        using var socket = await OpenAsync("mqtt");
        await SendAsync(socket, [.. s_connect, 0xC0, 0, 0xC0, 0]);
        Assert.Equal(Connack + "D000D000", await ReadAsync(socket, 8));
    }

    [Fact]
    public async Task A_frame_may_be_fragmented()
    {
        using var socket = await OpenAsync("mqtt");
        await socket.SendAsync(s_connect.AsMemory(0, 5), WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync(s_connect.AsMemory(5), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        Assert.Equal(Connack, await ReadAsync(socket, 4));
    }

    [Fact]
    public async Task Disconnect_closes_the_websocket()
    {
        using var socket = await OpenAsync("mqtt");
        await SendAsync(socket, s_connect);
        Assert.Equal(Connack, await ReadAsync(socket, 4));
        await SendAsync(socket, [0xE0, 0]);
        await AssertClosedAsync(socket);
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private static async Task<string> ReadAsync(ClientWebSocket socket, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = await socket.ReceiveAsync(bytes.AsMemory(at), patience.Token);
            Assert.Equal(WebSocketMessageType.Binary, got.MessageType);
            at += got.Count;
            // A message that is never finished would be kept for ever by a client that waits for whole messages.
            if (at == count) Assert.True(got.EndOfMessage);
        }

        return Convert.ToHexString(bytes);
    }

    private static async Task AssertClosedAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            while ((await socket.ReceiveAsync(new byte[64], patience.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Closed without the closing handshake: closed all the same.
        }
    }

    private async Task<ClientWebSocket> OpenAsync(params string[] subprotocols)
    {
        var socket = new ClientWebSocket();
        foreach (var subprotocol in subprotocols) socket.Options.AddSubProtocol(subprotocol);
        await socket.ConnectAsync(_server.WebSocket, CancellationToken.None);
        return socket;
    }
}
