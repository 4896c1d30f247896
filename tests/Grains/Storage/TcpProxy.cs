using System.Net;
using System.Net.Sockets;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>Stands between a client and its server, such as a store and its Redis: it can keep answers back, and cut every connection.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _to;
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private readonly Task _accepting;
    private volatile bool _keepsAnswers;
    private volatile bool _isSilent;
    private TaskCompletionSource _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _broken;

    public TcpProxy(int to)
    {
        _to = to;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"redis://127.0.0.1:{Port}";

    /// <summary>From now on nothing comes back from the server. Completes with the first answer that is kept back.</summary>
    public Task KeepAnswers()
    {
        _kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _keepsAnswers = true;
        return _kept.Task;
    }

    /// <summary>From now on nothing goes through, either way, as behind a switch that failed: connections stay open, and new ones get no answer.</summary>
    public void Silence() => _isSilent = true;

    /// <summary>Cuts all connections. New ones work.</summary>
    public void Cut()
    {
        (_keepsAnswers, _isSilent) = (false, false);
        lock (_gate)
        {
            foreach (var socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    /// <summary>Cuts all connections, and each new one until <see cref="Mend"/>. Completes with the first new one: its client has noticed.</summary>
    public Task Break()
    {
        Task noticed;
        lock (_gate) noticed = (_broken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        Cut();
        return noticed;
    }

    /// <summary>New connections work again.</summary>
    public void Mend()
    {
        lock (_gate) _broken = null;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Cut();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var (client, server) = (await _listener.AcceptTcpClientAsync(), new TcpClient());
                lock (_gate)
                {
                    if (_broken is { } broken)
                    {
                        client.Client.Close(0);
                        server.Dispose();
                        broken.TrySetResult();
                        continue;
                    }
                    _open.AddRange([client.Client, server.Client]);
                }
                _ = Pump(client, server);
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException)
        {
            // It was told to stop.
        }
    }

    private async Task Pump(TcpClient client, TcpClient server)
    {
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _to);
            await Task.WhenAny(Copy(client, server, isAnswer: false), Copy(server, client, isAnswer: true));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The server is away.
        }
        client.Dispose();
        server.Dispose();
    }

    private async Task Copy(TcpClient from, TcpClient to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                if (_isSilent) continue;
                if (!isAnswer || !_keepsAnswers) await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                else _kept.TrySetResult();
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two is gone.
        }
    }
}
