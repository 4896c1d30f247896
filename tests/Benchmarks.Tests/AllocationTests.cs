using SmartStore.Benchmarks.Allocations;
using SmartStore.Benchmarks.Stages;

namespace SmartStore.Benchmarks.Tests;

// One class, so that its tests run one after the other: what is allocated is counted for the whole process.
public sealed class AllocationTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    public static TheoryData<string> Stages => [.. Stage.Names];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_hot_stage_allocates_no_more_than_its_budget(string stage)
    {
        Assert.SkipUnless(Stage.CanRun(stage), "There is no Redis on this machine");
        var budget = AllocationBudget.Read()[stage];
        var measured = AllocationBudget.Measure(stage, WarmUp).Bytes;
        Assert.True(AllocationBudget.IsKept(measured, budget), $"{stage}: {measured:0.0} bytes per operation; the budget in tests/Benchmarks/allocations.json is {budget:0.0}.");
    }

    [Fact]
    public void Every_stage_has_a_budget_and_every_budget_a_stage() =>
        Assert.Equal(Stage.Names.Order(StringComparer.Ordinal), AllocationBudget.Read().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Growth_is_noticed()
    {
        Assert.True(AllocationBudget.IsKept(0, 0));
        Assert.False(AllocationBudget.IsKept(1, 0));
        Assert.False(AllocationBudget.IsKept(120, 100));
    }
}
