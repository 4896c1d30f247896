using System.CommandLine;
using SmartStore.Host.Settings;
using SmartStore.Rpc.Client;

namespace SmartStore.Host.Cli;

/// <summary>Where a command finds the running server, and the token it shows.</summary>
internal sealed class ServerOption
{
    private readonly Option<string> _server = Setting.Text("server", "URL", "gRPC address of the running server", "http://127.0.0.1:8081");
    private readonly Option<string?> _token = Setting.Optional("token", "TOKEN", "Bearer token, where the server asks for one; also SMARTSTORE_TOKEN");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_token);
    }

    /// <summary>A client of the server named.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    public StoreClient Connect(ParseResult line)
    {
        var address = line.GetValue(_server)!;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new UsageException($"--server has to be an address such as http://127.0.0.1:8081; '{address}' is not.");
        var token = line.GetValue(_token);
        return new StoreClient(new RpcChannel(uri, new RpcChannelOptions { Token = token is null ? null : _ => ValueTask.FromResult<string?>(token) }));
    }
}
