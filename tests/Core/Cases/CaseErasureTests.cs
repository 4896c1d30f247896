using System.Text.Json;
using SmartStore.Core.Cases;

namespace SmartStore.Core.Tests.Cases;

/// <summary>What stays of cases when their shopper is erased.</summary>
public sealed class CaseErasureTests
{
    private static readonly CaseShopperErased _erased = new("erase", CaseDay.At("1:00"), new ShopperId("ann"), "01234567");
    private readonly CaseDay _day = new();

    [Theory]
    [InlineData("help dairy 3")]
    [InlineData("complaint My milk was sour")]
    [InlineData("rating 5")]
    public void Of_a_case_in_which_nothing_is_owed_nothing_stays(string opened)
    {
        _day.Plays("0:00", opened);
        var decided = _day.Apply(_erased);
        Assert.Null(_day.Case);
        Assert.Contains(new CaseCopiedToStore(_erased.At, new StoreId("corner"), new CaseId("c1"), Case: null), decided);
        Assert.Contains(new CaseCopiedToShopper(_erased.At, new ShopperId("ann"), new CaseId("c1"), Case: null), decided);
        Assert.Contains(new CaseTaught(_erased.At, new StoreId("corner"), Lesson: null), decided);
        Assert.Empty(_day.Apply(_erased with { Id = "again" }).OfType<CaseBecame>());
    }

    [Fact]
    public void A_return_stays_alone_is_settled_with_its_code_and_goes_three_days_later()
    {
        _day.Plays("0:00", "return");
        _day.Plays("0:10", "says I am Ann Smith and the oil was bad");
        _day.Plays("0:20", "reply kim");
        _day.Apply(_erased);
        var shown = JsonSerializer.Serialize(_day.All.OfType<CaseCopiedToStore>().Last().Case) + JsonSerializer.Serialize(_day.Case);
        Assert.DoesNotContain("ann", shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Smith", shown, StringComparison.Ordinal);
        Assert.Equal(["oil"], _day.Case!.Products.Select(product => product.Value));
        _day.Goes("""
            1:10         | says hello   | NoCase
            1:20         | settle kim   | WrongCode
            """);
        var settle = new CaseActed("f", CaseDay.At("1:30"), new StoreId("corner"), "kim", "", IsManager: false, CaseAct.Settle) { Outcome = CaseOutcome.Refunded, Text = "code:01234567" };
        Assert.Equal(CaseReplyOutcome.Done, _day.Apply(settle).OfType<CaseReplied>().Single().Outcome);
        Assert.Equal((CaseState.Settled, 0), (_day.Case.State, _day.Case.Entries.Count));
        _day.Goes("""
            3.00:01:29   | wake         | -
            3.00:01:30   | wake         | none
            """);
    }

    [Fact]
    public void Anothers_erasure_changes_nothing()
    {
        _day.Plays("0:00", "help desk 3");
        Assert.Empty(_day.Apply(_erased with { Shopper = new ShopperId("ben") }).OfType<CaseBecame>());
    }
}
