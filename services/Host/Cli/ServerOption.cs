using System.CommandLine;
using SmartStore.Contracts.Clients;
using SmartStore.Host.Settings;

namespace SmartStore.Host.Cli;

/// <summary>Where a command finds the running server, and what it shows there.</summary>
internal sealed class ServerOption
{
    private readonly Option<string> _server = Setting.Text("server", "URL", "gRPC address of the running server", "http://127.0.0.1:8081");
    private readonly Option<string?> _token = Setting.Optional("token", "TOKEN", "Bearer token, where the server asks for credentials; also SMARTSTORE_TOKEN");
    private readonly Option<string?> _apiKey = Setting.Optional("api-key", "KEY", "API key instead of a token, as 'smartstore key add' shows it; also SMARTSTORE_API_KEY");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_token);
        command.Options.Add(_apiKey);
    }

    /// <summary>A client of the server named.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    public StoreClient Connect(ParseResult line)
    {
        var address = line.GetValue(_server)!;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new UsageException($"--server has to be an address such as http://127.0.0.1:8081; '{address}' is not.");
        var credential = line.GetValue(_apiKey) is { } key ? StoreCredential.ApiKey(key) : line.GetValue(_token) is { } token ? StoreCredential.Token(token) : null;
        return new StoreClient(StoreChannel.Open(uri, credential));
    }
}
