namespace SmartStore.Benchmarks.Stages;

/// <summary>A clock that stands until it is turned.</summary>
internal sealed class StageTime : TimeProvider
{
    public long NowMs { get; set; } = StageStore.StartUnixMs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
