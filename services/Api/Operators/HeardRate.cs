namespace SmartStore.Api.Operators;

/// <summary>How often something was counted over the last ten looks.</summary>
internal sealed class HeardRate
{
    private const int LooksMax = 10;
    private readonly Queue<(long Count, DateTimeOffset At)> _looks = new();

    /// <summary>Takes the present count and gives the mean per second since the oldest look that is remembered; 0 on the first.</summary>
    public double Next(long count, DateTimeOffset now)
    {
        var perSecond = _looks.TryPeek(out var oldest) && now > oldest.At && count >= oldest.Count ? (count - oldest.Count) / (now - oldest.At).TotalSeconds : 0;
        if (_looks.Count == LooksMax) _looks.Dequeue();
        _looks.Enqueue((count, now));
        return perSecond;
    }
}
