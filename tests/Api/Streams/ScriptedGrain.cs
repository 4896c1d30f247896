using SmartStore.Api.Streams;

namespace SmartStore.Api.Tests.Streams;

/// <summary>A grain with an outbox that a test fills, and one stream that follows it.</summary>
internal sealed class ScriptedGrain : IFollowedGrain
{
    public ScriptedGrain()
    {
        var hub = new StreamHub(null!, new GrainCalls(Time), new SiloLosses(), Time);
        Stream = new GrainStream(hub, "shopper/ann", this, new FollowRequest("s", "phone", Time.GetUtcNow(), "", 0, null!), end => Ended = end);
    }

    public WatchedTime Time { get; } = new(new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero));

    public GrainStream Stream { get; }

    /// <summary>How the grain ended the stream; null: not at all.</summary>
    public RpcException? Ended { get; private set; }

    public List<SequencedUpdate> Outbox { get; } = [];

    /// <summary>The cursors with which the stream asked to follow; a dash: none.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The streams that left.</summary>
    public List<string> Left { get; } = [];

    /// <summary>The next answers.</summary>
    public FollowOutcome Outcome { get; set; } = FollowOutcome.Following;

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Between the next answer and its arrival something is committed and delivered.</summary>
    public bool CommitsMeanwhile { get; set; }

    /// <summary>Version of what it tells without storing it.</summary>
    public long Live { get; set; }

    /// <summary>Commits updates of any content.</summary>
    public SequencedUpdate[] Commit(int count, int bytes = 1) => [.. Enumerable.Range(0, count).Select(_ => Commit(new byte[bytes]))];

    public SequencedUpdate Commit(ReadOnlyMemory<byte> body, TimeSpan? lives = null)
    {
        Outbox.Add(new SequencedUpdate(Outbox.Count + 1, (Time.GetUtcNow() + (lives ?? TimeSpan.FromHours(1))).ToUnixTimeMilliseconds(), body));
        return Outbox[^1];
    }

    /// <summary>Delivers what was committed together.</summary>
    public void Deliver(params SequencedUpdate[] updates) => Stream.Offer(updates[0].Sequence - 1, updates[^1].Sequence, updates);

    public Task<Followed> Follow(FollowRequest request)
    {
        Asked.Add(request.Life.Length == 0 ? "-" : $"{request.Life}.{request.After}");
        if (Failure is not null) return Task.FromException<Followed>(Failure);
        if (Outcome != FollowOutcome.Following) return Task.FromResult(Followed.Not(Outcome));
        var answer = new Followed(FollowOutcome.Following, "life", Outbox.Count, [.. Outbox.Where(update => update.Sequence > request.After)], Live);
        if (CommitsMeanwhile)
        {
            CommitsMeanwhile = false;
            Deliver(Commit(1));
        }
        return Task.FromResult(answer);
    }

    public Task Unfollow(string stream)
    {
        Left.Add(stream);
        return Task.CompletedTask;
    }
}
