namespace SmartStore.Grains.Tests.Presence;

/// <summary>Grains that stand as they were told to, and keep what the trackers tell them.</summary>
internal sealed class ToldGrains : IShopperGrains
{
    private readonly Dictionary<string, TaskCompletionSource<ShopperPresence>> _answers = [];
    private long _version;

    public List<string> Told { get; } = [];

    /// <summary>Ids of those facts.</summary>
    public List<string> Ids { get; } = [];

    /// <summary>When each of those happened, as it was told.</summary>
    public List<DateTimeOffset> ToldAt { get; } = [];

    /// <summary>Time of the newest evidence that was told of any shopper, with a zone or alone; null: none was told.</summary>
    public DateTimeOffset? EvidenceAt { get; private set; }

    /// <summary>How often a grain was told something, tellings that failed included.</summary>
    public int Tellings { get; private set; }

    /// <summary>How often a grain was asked.</summary>
    public int Looks { get; private set; }

    public bool Fails { get; set; }

    /// <summary>The grains take what they are told, and the trackers never learn of it.</summary>
    public bool LosesReplies { get; set; }

    /// <summary>The grains take nothing of what they are told.</summary>
    public bool Refuses { get; set; }

    /// <summary>The look that is under way is answered, and every later one.</summary>
    public void Answer(ShopperPresence presence)
    {
        var shopper = presence.Shopper.Value;
        if (!_answers.TryGetValue(shopper, out var answer) || answer.Task.IsCompleted) _answers[shopper] = answer = new();
        answer.SetResult(presence with { Version = ++_version });
    }

    /// <summary>The grain has changed. A look that is under way is not answered by that.</summary>
    /// <returns>What it says of it.</returns>
    public ShopperPresence Change(ShopperPresence presence)
    {
        if (_answers.TryGetValue(presence.Shopper.Value, out var answer) && answer.Task.IsCompleted) Answer(presence);
        else _version++;
        return presence with { Version = _version };
    }

    /// <summary>The look that is under way finds that the grain cannot be asked.</summary>
    public void FailLook(string shopper) => _answers[shopper].SetException(new IOException("the disk is away"));

    public Task<ShopperPresence> Look(ShopperId shopper, StoreId store)
    {
        Looks++;
        if (!_answers.TryGetValue(shopper.Value, out var answer)) _answers[shopper.Value] = answer = new();
        return answer.Task;
    }

    public async Task<LocateReply> Tell(ShopperId shopper, ShopperFact observed, long known)
    {
        Tellings++;
        if (Fails) throw new IOException("the disk is away");
        switch (observed)
        {
            case ZoneObserved zone:
                Told.Add($"{shopper} in {zone.Store}/{zone.Zone}");
                Ids.Add(zone.Id);
                ToldAt.Add(zone.At);
                EvidenceAt = zone.EvidenceAt;
                break;
            case StillHere here: EvidenceAt = here.EvidenceAt; break;
        }

        if (LosesReplies) throw new TimeoutException("no reply");
        return new LocateReply(await _answers[shopper.Value].Task, Refuses);
    }
}
