using System.Collections.Concurrent;
using System.Threading.Channels;
using SmartStore.Api.Streams;

namespace SmartStore.Api.Terminals;

/// <summary>The screens that terminals watch over HTTP in this process. A newer frame takes the place of one that was not read yet: only how the screen is now counts.</summary>
internal sealed class ScreenStreams(IGrainFactory grains, TimeProvider time) : IScreenViewer, IScreenEdge
{
    private readonly ConcurrentDictionary<(string Store, string Terminal), ScreenStream[]> _streams = new();
    private IScreenViewer? _reference;

    /// <summary>This process, as grains know it: to all who ask at once the same one, or a screen would have it twice.</summary>
    public IScreenViewer Reference => _reference ?? LazyInitializer.EnsureInitialized(ref _reference, () => grains.CreateObjectReference<IScreenViewer>(this));

    /// <summary>Opens a stream. Dispose it.</summary>
    public ScreenStream Open(StoreId store, string terminal)
    {
        var stream = new ScreenStream(this, grains.GetGrain<IScreenGrain>(ScreenWatch.Key(store, terminal)), store, terminal, time);
        _streams.AddOrUpdate((store.Value, terminal), static (_, added) => [added], static (_, present, added) => [.. present, added], stream);
        return stream;
    }

    /// <inheritdoc/>
    public IScreenViewer? Viewer(StoreId store, Terminal terminal) => _streams.ContainsKey((store.Value, terminal.Id)) ? Reference : null;

    /// <inheritdoc/>
    public IScreenViewer? Shared => null;

    public Task Show(string store, string terminal, byte[] screen)
    {
        if (!_streams.TryGetValue((store, terminal), out var streams)) return Task.CompletedTask;
        var frame = Proto.TerminalScreen.Parser.ParseFrom(screen);
        foreach (var stream in streams) stream.Offer(frame);
        return Task.CompletedTask;
    }

    internal void Remove(ScreenStream stream)
    {
        var key = (stream.Store.Value, stream.Terminal);
        while (_streams.TryGetValue(key, out var present))
        {
            ScreenStream[] left = [.. present.Where(other => other != stream)];
            if (left.Length == 0 ? _streams.TryRemove(new(key, present)) : _streams.TryUpdate(key, left, present)) return;
        }
    }
}

/// <summary>One terminal's stream of frames.</summary>
internal sealed class ScreenStream(ScreenStreams all, IScreenGrain screen, StoreId store, string terminal, TimeProvider time) : IDisposable
{
    private readonly Channel<Proto.TerminalScreen> _frames = Channel.CreateBounded<Proto.TerminalScreen>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private long? _saidAt;

    public StoreId Store => store;

    public string Terminal => terminal;

    public void Offer(Proto.TerminalScreen frame) => _frames.Writer.TryWrite(frame);

    /// <summary>The next frame.</summary>
    /// <param name="within">How long it waits.</param>
    /// <returns>Null: none came.</returns>
    public async ValueTask<Proto.TerminalScreen?> Next(TimeSpan within, CancellationToken cancel)
    {
        var from = time.GetTimestamp();
        while (true)
        {
            if (_frames.Reader.TryRead(out var frame)) return frame;
            var left = within - time.GetElapsedTime(from);
            if (left <= TimeSpan.Zero) return null;
            await SaySo();
            var step = left < ScreenWatch.RenewEvery ? left : ScreenWatch.RenewEvery;
            Task arrived = _frames.Reader.WaitToReadAsync(cancel).AsTask();
            await arrived.EndsWithin(step, time.GetTimestamp(), time, cancel);
        }
    }

    /// <summary>Enters the stream at its screen, or stays entered. One whose process was lost begins with the next time.</summary>
    public async Task SaySo()
    {
        if (_saidAt is { } at && time.GetElapsedTime(at) < ScreenWatch.RenewEvery) return;
        // A terminal whose line broke for a moment was blank meanwhile: it is told of the open screen as one that was never here.
        if (_saidAt is null) await GrainCalls.TryOnce(() => screen.Unwatch(all.Reference));
        _saidAt = time.GetTimestamp();
        await GrainCalls.TryOnce(() => screen.Watch(all.Reference));
    }

    public void Dispose()
    {
        all.Remove(this);
        _frames.Writer.TryComplete();
    }
}
