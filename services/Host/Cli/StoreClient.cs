using Grpc.Core;
using Grpc.Net.Client;
using SmartStore.Contracts.Clients;
using SmartStore.Contracts.V1;

namespace SmartStore.Host.Cli;

/// <summary>The services of a running server, for the commands.</summary>
internal sealed class StoreClient(GrpcChannel channel) : IDisposable
{
    /// <summary>Where the calls go.</summary>
    public GrpcChannel Channel => channel;

    public Stores.StoresClient Stores { get; } = new(channel);

    public Shoppers.ShoppersClient Shoppers { get; } = new(channel);

    public Staff.StaffClient Staff { get; } = new(channel);

    public Operators.OperatorsClient Operators { get; } = new(channel);

    public Calibrations.CalibrationsClient Calibrations { get; } = new(channel);

    /// <summary>The staff stream, resumed by cursor when it breaks.</summary>
    /// <param name="store">Whose board.</param>
    /// <param name="onBreak">Told of each break.</param>
    /// <param name="cancel">Ends the stream.</param>
    public IAsyncEnumerable<StoreUpdate> WatchStore(string store, Action<Status, TimeSpan>? onBreak, CancellationToken cancel)
    {
        var updates = new FollowedStream<StoreUpdate>(
            (cursor, stop) => Staff.Watch(new WatchStoreRequest { StoreId = store, AfterCursor = cursor }, cancellationToken: stop),
            update => update.Cursor)
        {
            OnBreak = onBreak,
        };
        return updates.Read(cancel);
    }

    public void Dispose() => channel.Dispose();
}
