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
                _watched[store] = watched = new WatchedStore(grains.GetGrain<IPresenceGrain>(store), store, time);
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

    // Each store by itself: one that does not answer delays no other.
    private Task Look()
    {
        lock (_gate)
            foreach (var watched in _watched.Values)
                _ = Look(watched);
        return Task.CompletedTask;
    }

    // A look that fails leaves the picture that is there for a while: the next one comes soon.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The picture of store {StoreId} could not be asked for; its screens keep the last one for 10 s, and then show that nothing is known.")]
    private partial void LogFailed(string storeId, Exception error);
}

/// <summary>A store that screens of this process show.</summary>
internal sealed class WatchedStore(IPresenceGrain presence, string store, TimeProvider time)
{
    /// <summary>A picture after which no newer one could be had for so long is not shown as if it were new: nobody knows how the store stands. Five looks.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile Shown _shown = new();
    private StorePicture? _latest;
    private long _newAt;
    private int _isLooking;

    public string Store => store;

    /// <summary>The latest picture, and what tells of the next one that says something else.</summary>
    public Shown Latest => _shown;

    public int Screens { get; set; }

    /// <summary>Asks how the store stands; while the question before is not answered it only sees whether the last picture still holds.</summary>
    public async Task Look()
    {
        Show(null);
        if (Interlocked.Exchange(ref _isLooking, 1) == 1) return;
        try
        {
            Show(await presence.Picture());
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    // Null: none could be had. One that the store's owner makes no more comes again and again with the same time.
    private void Show(StorePicture? got)
    {
        lock (_gate)
        {
            if (got is not null)
            {
                if (got.At != _latest?.At) _newAt = time.GetTimestamp();
                _latest = got;
            }
            if (_latest is null) return;
            var picture = time.GetElapsedTime(_newAt) < HoldsFor ? _latest : _latest.Unseen();
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
