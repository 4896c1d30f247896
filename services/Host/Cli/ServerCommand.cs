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
        var credentials = new CredentialFlags();
        command.Options.Add(server);
        credentials.AddTo(command);
        command.SetAction(async (line, cancel) =>
        {
            using var client = credentials.Connect(line, line.GetValue(server)!);
            return await run(line, client, cancel);
        });
        return command;
    }
}

/// <summary>What a command shows to a server that asks who calls.</summary>
internal sealed class CredentialFlags
{
    private readonly Option<string?> _token = Setting.Optional("token", "TOKEN", "Bearer token, where the server asks for credentials; also SMARTSTORE_TOKEN");
    private readonly Option<string?> _apiKey = Setting.Optional("api-key", "KEY", "API key instead of a token, as 'smartstore key add' shows it; also SMARTSTORE_API_KEY");

    public void AddTo(Command command)
    {
        command.Options.Add(_token);
        command.Options.Add(_apiKey);
    }

    /// <param name="address">What --server says.</param>
    /// <exception cref="UsageException">It is no address.</exception>
    public StoreClient Connect(ParseResult line, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new UsageException($"--server has to be an address such as http://127.0.0.1:8081; '{address}' is not.");
        var credential = line.GetValue(_apiKey) is { } key ? StoreCredential.ApiKey(key) : line.GetValue(_token) is { } text ? StoreCredential.Token(text) : null;
        return new StoreClient(StoreChannel.Open(uri, credential));
    }
}

/// <summary>What a command says when its stream breaks. A server that was never there is a mistake in the address; one that was there comes back.</summary>
internal sealed class StreamBreaks(Action<string> say)
{
    /// <summary>True from a break until something comes again.</summary>
    public bool IsBroken { get; private set; }

    private bool _wasThere;

    /// <summary>Call it with everything that comes.</summary>
    public void Came() => (_wasThere, IsBroken) = (true, false);

    /// <exception cref="RpcException">Nothing came before.</exception>
    public void Broke(Grpc.Core.Status status, TimeSpan pause)
    {
        say(_wasThere ? $"The server does not answer; trying again in {pause.TotalSeconds:0.#} s." : throw new RpcException(status));
        IsBroken = true;
    }
}

/// <summary>The services of a running server, for the commands.</summary>
internal sealed class StoreClient(GrpcChannel channel) : IDisposable
{
    private const int HeartbeatS = 10;

    public GrpcChannel Channel => channel;

    public Stores.StoresClient Stores { get; } = new(channel);

    public Shoppers.ShoppersClient Shoppers { get; } = new(channel);

    public Staff.StaffClient Staff { get; } = new(channel);

    public Terminals.TerminalsClient Terminals { get; } = new(channel);

    public Operators.OperatorsClient Operators { get; } = new(channel);

    public Calibrations.CalibrationsClient Calibrations { get; } = new(channel);

    /// <summary>The staff stream of a store, heartbeats among its updates, resumed by cursor when it breaks or falls silent.</summary>
    /// <param name="board">Which store, and how it is shown; its cursor and heartbeat are set here.</param>
    /// <param name="onBreak">As of <see cref="FollowedStream{T}.OnBreak"/>.</param>
    public IAsyncEnumerable<StoreUpdate> WatchStore(WatchStoreRequest board, Action<Grpc.Core.Status, TimeSpan>? onBreak, CancellationToken cancel) =>
        new FollowedStream<StoreUpdate>(
            (cursor, stop) => Staff.Watch(new WatchStoreRequest(board) { AfterCursor = cursor, HeartbeatS = HeartbeatS }, cancellationToken: stop),
            static update => update.Cursor)
        {
            OnBreak = onBreak,
            SilentAfter = TimeSpan.FromSeconds(3 * HeartbeatS),
        }.Read(cancel);

    /// <summary>The receivers of a store, a picture a second.</summary>
    /// <param name="onBreak">As of <see cref="FollowedStream{T}.OnBreak"/>.</param>
    public IAsyncEnumerable<ReceiversHeard> Listen(string store, Action<Grpc.Core.Status, TimeSpan>? onBreak, CancellationToken cancel) =>
        new FollowedStream<ReceiversHeard>((_, stop) => Operators.Listen(new ListenRequest { StoreId = store }, cancellationToken: stop), static _ => "")
        {
            OnBreak = onBreak,
        }.Read(cancel);

    public void Dispose() => channel.Dispose();
}
