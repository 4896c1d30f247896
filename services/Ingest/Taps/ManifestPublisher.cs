using Orleans;
using SmartStore.Core;
using SmartStore.Core.Orders;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>
/// Publishes what lockers may give away by themselves, signed and retained: at the start, when it changes, and every hour. Only the process that owns
/// a store does it. What did not go out goes out with the next look.
/// </summary>
public sealed class ManifestPublisher(IStoreCatalog catalog, IOwnedStores owners, IGrainFactory grains, ISigningKeys keys, IEnumerable<ITerminalWire> wires, TimeProvider time)
{
    /// <summary>How often to call <see cref="Look"/>.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AskForOwnerEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PublishWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ITerminalWire> _wires = [.. wires];

    /// <summary>Looks at every store that has a locker.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    public async Task Look(CancellationToken cancel)
    {
        foreach (var id in catalog.Stores)
        {
            if (catalog.Find(new StoreId(id)) is not { } book || !book.Layout.Terminals.Any(terminal => terminal.Kind == TerminalKind.Locker)) continue;
            if (!_told.TryGetValue(id, out var told)) _told[id] = told = new Told();
            if (owners.Has(id)) await Publish(id, told, cancel);
            else await AskForOwner(id, told);
        }
    }

    // A store without receivers may have no owner yet. Whichever process asks first becomes it, unless there is one.
    private async Task AskForOwner(string store, Told told)
    {
        told.Forget();
        var now = time.GetUtcNow();
        if (now < told.OwnerAskedAt + AskForOwnerEvery) return;
        told.OwnerAskedAt = now;
        await grains.GetGrain<IPresenceGrain>(store).Picture();
    }

    private async Task Publish(string store, Told told, CancellationToken cancel)
    {
        var reply = await grains.GetGrain<IStoreGrain>(store).Manifests(told.Seen);
        if (reply.Manifests is { } manifests) told.Waiting = [.. manifests.Where(manifest => told.Versions.GetValueOrDefault(manifest.Terminal) < manifest.Version)];
        told.Seen = reply.Seen;
        if (told.Waiting.Count == 0) return;
        var known = await keys.Keys();
        foreach (var manifest in told.Waiting)
        {
            var body = Encoding.ASCII.GetBytes(await keys.Sign(manifest.ToJson(known)));
            var message = new TerminalMessage(Topics.Manifest(store, manifest.Terminal), [], body) { IsRetained = true };
            if (await TryPublish(message, cancel)) told.Versions[manifest.Terminal] = manifest.Version;
        }
        told.Waiting = [.. told.Waiting.Where(manifest => told.Versions.GetValueOrDefault(manifest.Terminal) < manifest.Version)];
    }

    private async Task<bool> TryPublish(TerminalMessage message, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(PublishWithin);
        try
        {
            return Array.TrueForAll(await Task.WhenAll(_wires.Select(wire => wire.TryPublish(message, limit.Token))), static wasTaken => wasTaken);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    // What this process has told the lockers of one store.
    private sealed class Told
    {
        public Dictionary<string, long> Versions { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<Manifest> Waiting { get; set; } = [];

        public long Seen { get; set; }

        public DateTimeOffset OwnerAskedAt { get; set; }

        // Another process tells them now; should the store come back here, all is told again.
        public void Forget()
        {
            Versions.Clear();
            (Waiting, Seen) = ([], 0);
        }
    }
}
