using Grpc.Core;
using Grpc.Net.Client;
using SmartStore.Link;

namespace SmartStore.Host.Cli;

/// <summary>Makes commands that call a running server: where it is, and what they show there.</summary>
internal static class ServerCommand
{
    /// <summary>Gives a command its flags and its work.</summary>
    /// <param name="command">With arguments and options of its own.</param>
    /// <param name="run">Its work; gives the exit code.</param>
    public static Command Calls(this Command command, Func<ParseResult, StoreClient, CancellationToken, Task<int>> run)
    {
        var server = Setting.Text("server", "URL", "gRPC address of the running server", "http://127.0.0.1:8081");
        var token = Setting.Optional("token", "TOKEN", "Bearer token, where the server asks for credentials; also SMARTSTORE_TOKEN");
        var apiKey = Setting.Optional("api-key", "KEY", "API key instead of a token, as 'smartstore key add' shows it; also SMARTSTORE_API_KEY");
        command.Options.Add(server);
        command.Options.Add(token);
        command.Options.Add(apiKey);
        command.SetAction(async (line, cancel) =>
        {
            var address = line.GetValue(server)!;
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new UsageException($"--server has to be an address such as http://127.0.0.1:8081; '{address}' is not.");
            var credential = line.GetValue(apiKey) is { } key ? StoreCredential.ApiKey(key) : line.GetValue(token) is { } text ? StoreCredential.Token(text) : null;
            using var client = new StoreClient(StoreChannel.Open(uri, credential));
            return await run(line, client, cancel);
        });
        return command;
    }
}

/// <summary>The services of a running server, for the commands.</summary>
internal sealed class StoreClient(GrpcChannel channel) : IDisposable
{
    public GrpcChannel Channel => channel;

    public Stores.StoresClient Stores { get; } = new(channel);

    public Shoppers.ShoppersClient Shoppers { get; } = new(channel);

    public Staff.StaffClient Staff { get; } = new(channel);

    public Operators.OperatorsClient Operators { get; } = new(channel);

    public Calibrations.CalibrationsClient Calibrations { get; } = new(channel);

    /// <summary>The staff stream of a store, resumed by cursor when it breaks.</summary>
    public IAsyncEnumerable<StoreUpdate> WatchStore(string store, Action<Grpc.Core.Status, TimeSpan>? onBreak, CancellationToken cancel) =>
        new FollowedStream<StoreUpdate>(
            (cursor, stop) => Staff.Watch(new WatchStoreRequest { StoreId = store, AfterCursor = cursor }, cancellationToken: stop),
            static update => update.Cursor)
        {
            OnBreak = onBreak,
        }.Read(cancel);

    public void Dispose() => channel.Dispose();
}
