using SmartStore.Core.Sightings;
using SmartStore.Core.Sightings.Rotating;
using SmartStore.Grains.Presence;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>The upkeep of rotating tags, on a clock that the test moves.</summary>
public sealed class TagRotationTests
{
    private const byte K = 10;
    private const int PeriodS = 1 << K;

    private static readonly EidTag Tag = new(Convert.FromHexString("7c91330e61dfea4606b5b3ecb4457d76"), K, 1_795_000_000, 65_536);

    private readonly Clock _clock = new() { Now = DateTimeOffset.FromUnixTimeSeconds(Tag.ReadAtUnixS) };
    private readonly RotatingTags _tags = new([new RotatingTag("anna", Tag)]);

    public TagRotationTests() => Turn();

    [Fact]
    public void Present_ids_are_known_through_every_rotation_and_those_of_long_ago_are_not()
    {
        for (var passedS = 0; passedS < 20 * PeriodS; passedS += 100)
        {
            _clock.Now = DateTimeOffset.FromUnixTimeSeconds(Tag.ReadAtUnixS + passedS);
            Turn();
            Assert.True(IsKnown(sentBeforeS: 0), $"after {passedS} s");
            Assert.False(IsKnown(sentBeforeS: 2 * PeriodS), $"after {passedS} s");
        }
    }

    [Fact]
    public void A_clock_that_is_set_anew_is_followed()
    {
        foreach (var days in (double[])[30, 1, 1.5, 400])
        {
            _clock.Now = DateTimeOffset.FromUnixTimeSeconds(Tag.ReadAtUnixS).AddDays(days);
            Turn();
            Assert.True(IsKnown(sentBeforeS: 0), $"after {days} days");
        }
    }

    [Fact]
    public void Between_rotations_a_turn_costs_nothing()
    {
        Turn();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Turn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Turn() => _tags.Rotate(_clock.Now);

    private bool IsKnown(int sentBeforeS)
    {
        var id = EddystoneEid.Compute(Tag.IdentityKey.Span, K, (uint)(Tag.ClockS + (_clock.Now.ToUnixTimeSeconds() - sentBeforeS - Tag.ReadAtUnixS)));
        return _tags.TryFind(BeaconKey.OfEid(id), _clock.Now.ToUnixTimeMilliseconds(), out var shopper) && shopper.SequenceEqual("anna"u8);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
