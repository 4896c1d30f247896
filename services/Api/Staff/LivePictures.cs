using Microsoft.Extensions.Hosting;

namespace SmartStore.Api.Staff;

/// <summary>
/// The latest picture of every store that a screen of this process shows. One look serves all its screens; a screen waits for the next change, and
/// one that was slow meanwhile finds only the latest picture. See docs/decisions/0012.
/// </summary>
internal sealed partial class LivePictures(IGrainFactory grains, TimeProvider time, ILogger<LivePictures> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedStore> _watched = new(StringComparer.Ordinal);

    /// <summary>Looks at a store for one more screen. Call <see cref="Leave"/> once.</summary>
    public WatchedStore Enter(string store)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(store, out var watched))
            {
                _watched[store] = watched = new WatchedStore(grains.GetGrain<IPresenceGrain>(store), store);
                _ = Look(watched);
            }
            watched.Screens++;
            return watched;
        }
    }

    public void Leave(WatchedStore watched)
    {
        lock (_gate)
            if (--watched.Screens == 0)
                _watched.Remove(watched.Store);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.Every(LookEvery, Look, stoppingToken);

    private Task Look()
    {
        lock (_gate) return Task.WhenAll([.. _watched.Values.Select(Look)]);
    }

    // A look that fails leaves the picture that is there: the next one comes soon.
    private async Task Look(WatchedStore watched)
    {
        try
        {
            await watched.Look();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!GrainCalls.IsPassing(error)) LogFailed(watched.Store, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The picture of store {StoreId} could not be asked for; its screens keep the last one.")]
    private partial void LogFailed(string storeId, Exception error);
}

/// <summary>A store that screens of this process show.</summary>
internal sealed class WatchedStore(IPresenceGrain presence, string store)
{
    private readonly Lock _gate = new();
    private volatile Shown _shown = new();

    public string Store => store;

    /// <summary>The latest picture, and what tells of the next one that says something else.</summary>
    public Shown Latest => _shown;

    public int Screens { get; set; }

    public async Task Look()
    {
        if (await presence.Picture() is not { } picture) return;
        // Two looks may end at once, the first one of a screen and the periodic one: a picture that the other took away would never pass for who waits at it.
        lock (_gate)
        {
            var shown = _shown;
            if (shown.Picture is { } old && old.CountsLike(picture) && old.HearsLike(picture))
            {
                shown.Picture = picture;
                return;
            }
            _shown = new Shown { Picture = picture };
            shown.Pass();
        }
    }

    /// <summary>A picture until the next one that says something else.</summary>
    public sealed class Shown
    {
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Null: there was no look yet.</summary>
        public StorePicture? Picture
        {
            get => Volatile.Read(ref field);
            internal set => Volatile.Write(ref field, value);
        }

        /// <summary>Completes when there is a picture that says something else.</summary>
        public Task Passed => _passed.Task;

        internal void Pass() => _passed.TrySetResult();
    }
}
