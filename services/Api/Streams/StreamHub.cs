using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using SmartStore.Api.Identity;

namespace SmartStore.Api.Streams;

/// <summary>
/// The streams of this process, as grains know them: one object for all of them. It hands on what grains commit, waits for no reader, and renews
/// the streams' entries at their grains: one look a second for all, and no timer of each.
/// </summary>
internal sealed class StreamHub(IGrainFactory grains, GrainCalls calls, SiloLosses losses, TimeProvider time) : BackgroundService, IStreamHub
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, GrainStream> _streams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GrainStream[]> _ofGrains = new(StringComparer.Ordinal);
    private IStreamHub? _reference;

    public int Count => _streams.Count;

    internal GrainCalls Calls => calls;

    internal TimeProvider Time => time;

    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Opens a stream at its grain. Dispose it.</summary>
    /// <param name="kind">Of the grain: <see cref="GrainKeys.Shopper"/> or <see cref="GrainKeys.Store"/>.</param>
    /// <param name="device">The reader's; empty: a device of its own.</param>
    /// <param name="cursor">What the reader has; empty: nothing.</param>
    /// <param name="end">Called when the grain ends the stream, from any thread; must return quickly.</param>
    /// <param name="staff">The member of the staff whose screen it is; empty: nobody's.</param>
    /// <param name="board">The board that shows names by it, and which signing in there; null: none.</param>
    /// <exception cref="WrongFieldsException">The cursor did not come from here.</exception>
    /// <exception cref="RpcException">The grain does not let it follow: NOT_FOUND, OUT_OF_RANGE, RESOURCE_EXHAUSTED or ABORTED.</exception>
    public async Task<GrainStream> Open(string kind, string id, string device, string cursor, Action<RpcException> end, CancellationToken cancel, string staff = "", BoardSession.Opening? board = null)
    {
        var place = default(Cursor);
        if (cursor.Length > 0 && !Cursor.TryParse(cursor, out place)) throw Refusal.Wrong("after_cursor", "is no cursor that was given out here");
        var request = new FollowRequest(Guid.NewGuid().ToString("N"), device, Now, place.Life ?? "", place.Sequence, Reference()) { Staff = staff, Board = board?.Board ?? "", Opening = board?.Id ?? "" };
        var stream = new GrainStream(this, GrainKeys.Of(kind, id), grains.GetGrain<IFollowedGrain>(GrainId.Create(kind, id)), request, end);
        Add(stream);
        try
        {
            await stream.Follow(cancel);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public Task Deliver(string grain, long previous, IReadOnlyList<SequencedUpdate> updates)
    {
        if (updates.Count == 0) return Task.CompletedTask;
        foreach (var stream in Of(grain)) stream.Offer(previous, updates[^1].Sequence, updates);
        return Task.CompletedTask;
    }

    public Task Changed(string grain, long live)
    {
        foreach (var stream in Of(grain)) stream.Changed(live);
        return Task.CompletedTask;
    }

    public Task Superseded(string stream)
    {
        if (_streams.TryGetValue(stream, out var older)) older.Superseded();
        return Task.CompletedTask;
    }

    public Task Ended(string stream, StreamEnd why)
    {
        if (_streams.TryGetValue(stream, out var ending)) ending.Ended(why);
        return Task.CompletedTask;
    }

    public Task Moved(string grain)
    {
        foreach (var stream in Of(grain)) stream.Moved();
        return Task.CompletedTask;
    }

    internal void Remove(GrainStream stream)
    {
        _streams.TryRemove(stream.Id, out _);
        while (_ofGrains.TryGetValue(stream.Key, out var present))
        {
            GrainStream[] left = [.. present.Where(other => other != stream)];
            if (left.Length == 0 ? _ofGrains.TryRemove(new(stream.Key, present)) : _ofGrains.TryUpdate(stream.Key, left, present)) return;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        losses.Lost += RenewAll;
        await time.Every(LookEvery, Renew, stoppingToken);
        losses.Lost -= RenewAll;
    }

    // The next look does it.
    private void RenewAll(object? sender, EventArgs e)
    {
        foreach (var (_, stream) in _streams) stream.RenewSoon();
    }

    private Task Renew()
    {
        var now = Now;
        foreach (var (_, stream) in _streams) _ = stream.RenewWhenDue(now);
        return Task.CompletedTask;
    }

    private void Add(GrainStream stream)
    {
        _streams[stream.Id] = stream;
        _ofGrains.AddOrUpdate(stream.Key, static (_, added) => [added], static (_, present, added) => [.. present, added], stream);
    }

    private GrainStream[] Of(string grain) => _ofGrains.TryGetValue(grain, out var streams) ? streams : [];

    // Orleans holds the object weakly; this one lives as long as the process.
    private IStreamHub Reference() => LazyInitializer.EnsureInitialized(ref _reference, () => grains.CreateObjectReference<IStreamHub>(this));
}
