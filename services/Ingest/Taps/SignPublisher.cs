using Orleans;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>
/// Publishes what signs show (<see cref="SignFrames"/>): to our own broker for signs that read there, to an outside one as the process that owns the store. Again when the
/// language changes, and before a frame is too old.
/// </summary>
public sealed class SignPublisher(IStoreCatalog catalog, IOwnedStores owners, IGrainFactory grains, GrainCalls calls, TimeProvider time, IEnumerable<ITerminalWire> wires)
{
    private static readonly TimeSpan PublishWithin = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(ITerminalWire Wire, string Topic), (string Language, long At)> _shown = [];
    private readonly IReadOnlyList<ITerminalWire> _wires = [.. wires];

    /// <summary>Looks at every store that has a sign. One whose trackers do not answer is looked at the next time: its signs blank meanwhile, and no other's.</summary>
    public async Task Look(CancellationToken cancel)
    {
        foreach (var id in catalog.Stores)
            if (catalog.Find(new StoreId(id)) is { } book && book.Layout.Terminals.Any(terminal => terminal.Kind == TerminalKind.Sign)) await GrainCalls.TryOnce(() => Look(book, cancel));
    }

    private async Task Look(StoreBook book, CancellationToken cancel)
    {
        StorePicture? picture = null;
        var isAsked = false;
        foreach (var sign in book.Layout.Terminals.Where(terminal => terminal.Kind == TerminalKind.Sign))
        {
            var topic = Topics.Screen(book.Store.Value, sign.Id);
            foreach (var wire in _wires)
            {
                if (wire.IsShared ? !owners.Has(book.Store.Value) : !wire.MayBeRead(topic))
                {
                    _shown.Remove((wire, topic));
                    continue;
                }
                if (!isAsked) picture = await calls.Send(grains.GetGrain<IPresenceGrain>(book.Store.Value).Picture, cancel);
                isAsked = true;
                await Show(wire, topic, book, sign, picture, cancel);
            }
        }
    }

    private async Task Show(ITerminalWire wire, string topic, StoreBook book, Terminal sign, StorePicture? picture, CancellationToken cancel)
    {
        var frame = SignFrames.Of(book, sign, picture, time.GetUtcNow());
        if (_shown.TryGetValue((wire, topic), out var shown) && !SignFrames.IsDue(frame, shown.Language, time.GetElapsedTime(shown.At))) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(PublishWithin);
        try
        {
            if (await wire.TryPublish(new TerminalMessage(topic, [], ScreenFrame.ToJson(frame)) { IsVolatile = true }, limit.Token)) _shown[(wire, topic)] = (frame.Language, time.GetTimestamp());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // With the next look.
        }
    }
}
