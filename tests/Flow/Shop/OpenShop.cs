namespace SmartStore.Flow.Tests.Shop;

/// <summary>A server with the corner shop in it, shared by the tests of one class.</summary>
public class OpenShop : IAsyncLifetime
{
    private readonly FreshFolder _data = new();
    private readonly string[] _flags;
    private ServerProcess? _server;
    private ShopClient? _client;

    public OpenShop()
        : this([])
    {
    }

    protected OpenShop(string[] flags) => _flags = flags;

    internal ServerProcess Server => _server!;

    internal ShopClient Client => _client!;

    internal string Data => _data.Path;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start(_data.Path, flags: _flags);
        _client = await ShopClient.Connect(_server);
        await _client.Furnish();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same, where waiting is short: a visit ends after twelve seconds without evidence, longer than a phone takes to watch on a busy machine.</summary>
public sealed class HastyShop : OpenShop
{
    public HastyShop()
        : base(["--visit-end", "12s", "--suggestion-expiry", "60s"])
    {
    }
}
