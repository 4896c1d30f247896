using System.Diagnostics;

namespace SmartStore.Api.Streams;

/// <summary>
/// One reader's way through one grain's updates: first what it has missed, then what is committed, in order and without a gap. At most
/// <see cref="UpdatesMax"/> updates or <see cref="BytesMax"/> wait here for a slow reader. What does not fit stays in the grain: when the reader
/// has come so far, it follows again from there.
/// </summary>
internal sealed class GrainStream : IDisposable
{
    /// <summary>Updates that may wait in memory for one reader.</summary>
    public const int UpdatesMax = 32;

    /// <summary>Bytes that may wait in memory for one reader.</summary>
    public const int BytesMax = 64 * 1024;

    private static readonly ActivitySource Spans = new("SmartStore.Api");
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly StreamHub _hub;
    private readonly IFollowedGrain _grain;
    private readonly FollowRequest _opened;
    private readonly Action<RpcException> _end;
    private readonly Queue<SequencedUpdate> _missed = new();
    private readonly Queue<(SequencedUpdate Update, ActivityContext Cause, DateTimeOffset CameAt)> _waiting = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missedBytes;
    private int _waitingBytes;
    private string _life;
    private long _last; // of what is queued here
    private long _heardOf; // of what the grain has committed
    private bool _hasMoved;
    private long _live;
    private DateTimeOffset _renewAt = DateTimeOffset.MaxValue;

    internal GrainStream(StreamHub hub, string key, IFollowedGrain grain, FollowRequest opened, Action<RpcException> end)
    {
        (_hub, Key, _grain, _opened, _end) = (hub, key, grain, opened, end);
        (_life, _last, After) = (opened.Life, opened.After, opened.After);
    }

    public string Id => _opened.Stream;

    /// <summary>Key of its grain, such as <c>shopper/anna</c>.</summary>
    public string Key { get; }

    /// <summary>Sequence that the reader has before its first update; without a cursor that of the grain when the stream was opened.</summary>
    public long After { get; private set; }

    /// <summary>True when no more fits: 32 updates or 64 KiB wait, or more is left in the grain.</summary>
    public bool IsFull
    {
        get { lock (_gate) return _missed.Count + _waiting.Count >= UpdatesMax || _missedBytes + _waitingBytes >= BytesMax || _heardOf > _last; }
    }

    /// <summary>Version of what the grain tells without storing it, as last heard; 0: it tells no such thing.</summary>
    public long Live
    {
        get { lock (_gate) return _live; }
    }

    public string CursorAt(long sequence) => new Cursor(_life, sequence).ToString();

    /// <summary>The next update that has not expired; waits when there is none. One reader at a time.</summary>
    public async ValueTask<SequencedUpdate> Next(CancellationToken cancel) => (await Next(Timeout.InfiniteTimeSpan, cancel))!;

    /// <summary>The next update that has not expired. One reader at a time.</summary>
    /// <param name="within">How long it waits when there is none; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</param>
    /// <param name="live">Given: it waits only while <see cref="Live"/> is that.</param>
    /// <returns>Null: none came.</returns>
    public async ValueTask<SequencedUpdate?> Next(TimeSpan within, CancellationToken cancel, long? live = null)
    {
        var from = _hub.Time.GetTimestamp();
        while (true)
        {
            if (Take(out var arrived) is { } update)
            {
                if (update.ExpiresAtUnixMs > _hub.Now.ToUnixTimeMilliseconds()) return update;
            }
            else if (arrived is null)
            {
                await Follow(cancel);
            }
            else if ((live is { } known && Live != known) || !await arrived.EndsWithin(within, from, _hub.Time, cancel))
            {
                return null;
            }
        }
    }

    /// <summary>Enters the stream at its grain, and takes what it has missed.</summary>
    public async Task Follow(CancellationToken cancel)
    {
        FollowRequest request;
        lock (_gate)
        {
            // Of what it hears from here on the answer may know nothing.
            (_hasMoved, _heardOf) = (false, 0);
            request = Request();
        }
        var followed = await _hub.Calls.Send(() => _grain.Follow(request), cancel);
        if (followed.Outcome != FollowOutcome.Following) throw Refused(followed.Outcome);
        lock (_gate)
        {
            if (request.Life.Length == 0) After = followed.Head;
            foreach (var update in followed.Missed) Miss(update);
            // What came meanwhile is among the missed, or is newer: then the stream has heard of it and follows again.
            _waiting.Clear();
            _waitingBytes = 0;
            (_life, _last, _live) = (followed.Life, followed.Head, followed.Live);
            RenewLater();
        }
    }

    /// <summary>Takes committed updates, as far as they fit. Never waits.</summary>
    internal void Offer(long previous, long head, IReadOnlyList<SequencedUpdate> updates)
    {
        lock (_gate)
        {
            _heardOf = Math.Max(_heardOf, head);
            if (previous <= _last && _last < head && Queue(updates)) _last = head;
            _arrived.TrySetResult();
        }
    }

    /// <summary>What the grain tells without storing it has this version now.</summary>
    internal void Changed(long live)
    {
        lock (_gate)
        {
            _live = live;
            _arrived.TrySetResult();
        }
    }

    /// <summary>The grain's activation has ended: the stream is not entered anywhere.</summary>
    internal void Moved()
    {
        lock (_gate)
        {
            _hasMoved = true;
            // By the hub, if the reader is too slow to do it.
            _renewAt = DateTimeOffset.MinValue;
            _arrived.TrySetResult();
        }
    }

    /// <summary>Its grain may have been loaded again, without a word and without knowing the stream.</summary>
    internal void RenewSoon()
    {
        lock (_gate) _renewAt = DateTimeOffset.MinValue;
    }

    internal void Superseded() => _end(Refused(FollowOutcome.Superseded));

    internal void Ended(StreamEnd why) => _end(why switch
    {
        StreamEnd.Erased => Refusal.NoGrain(Key),
        StreamEnd.Locked => Refused(FollowOutcome.Locked),
        _ => new RpcException(Shoppers.SignOut.SignedOut),
    });

    internal async Task RenewWhenDue(DateTimeOffset now)
    {
        FollowRequest request;
        lock (_gate)
        {
            if (_renewAt > now || _life.Length == 0) return;
            request = Request();
            RenewLater();
        }
        try
        {
            var followed = await _grain.Follow(request);
            if (followed.Outcome != FollowOutcome.Following)
            {
                _end(Refused(followed.Outcome));
                return;
            }
            Offer(request.After, followed.Head, followed.Missed);
            if (followed.Live != Live) Changed(followed.Live);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            lock (_gate) _renewAt = now + RenewAgainAfter;
        }
    }

    public void Dispose()
    {
        _hub.Remove(this);
        _ = Leave();
    }

    // Null with a task: nothing is there yet. Null without one: the grain has more.
    private SequencedUpdate? Take(out Task? arrived)
    {
        lock (_gate)
        {
            arrived = null;
            if (_missed.TryDequeue(out var update))
            {
                _missedBytes -= update.Body.Length;
                return update;
            }
            if (_waiting.TryDequeue(out var waited))
            {
                _waitingBytes -= waited.Update.Body.Length;
                // The last step of a trace: how long the update waited for its reader.
                if (waited.Cause != default) Spans.StartActivity("update", ActivityKind.Producer, waited.Cause, startTime: waited.CameAt)?.Dispose();
                return waited.Update;
            }
            if (_hasMoved || _heardOf > _last) return null;
            if (_arrived.Task.IsCompleted) _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrived = _arrived.Task;
            return null;
        }
    }

    private void Miss(SequencedUpdate update)
    {
        _missed.Enqueue(update);
        _missedBytes += update.Body.Length;
    }

    // False: not all of them fit.
    private bool Queue(IReadOnlyList<SequencedUpdate> updates)
    {
        var cause = Activity.Current?.Context ?? default;
        foreach (var update in updates)
        {
            if (update.Sequence <= _last) continue;
            if (_waiting.Count >= UpdatesMax || _waitingBytes + update.Body.Length > BytesMax) return false;
            _waiting.Enqueue((update, cause, cause == default ? default : DateTimeOffset.UtcNow));
            _waitingBytes += update.Body.Length;
            _last = update.Sequence;
        }
        return true;
    }

    private FollowRequest Request() => _opened with { Life = _life, After = _last };

    private void RenewLater() => _renewAt = _hub.Now + (RenewEvery * (0.8 + (0.4 * Random.Shared.NextDouble())));

    // A place that is not given back is free again when its lease ends.
    private Task Leave() => GrainCalls.TryOnce(() => _grain.Unfollow(Id));

    private RpcException Refused(FollowOutcome outcome) => outcome switch
    {
        FollowOutcome.NoSuchGrain => Refusal.NoGrain(Key),
        FollowOutcome.CursorGone => new RpcException(new Status(StatusCode.OutOfRange, "after_cursor: what followed is gone; call again with an empty cursor")),
        FollowOutcome.TooManyStreams => new RpcException(new Status(StatusCode.ResourceExhausted, "As many streams as are allowed are open; close one first.")),
        FollowOutcome.Locked => new RpcException(new Status(StatusCode.Unauthenticated, "This board was locked; sign in again.")),
        FollowOutcome.Superseded => new RpcException(new Status(StatusCode.Aborted, "This device opened a newer stream.")),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No refusal."),
    };
}
