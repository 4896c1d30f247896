using SmartStore.Core.Members;

namespace SmartStore.Core.Tests.Members;

/// <summary>The ledger of consents: every change once, in order, whatever is told twice.</summary>
public sealed class LedgerTests
{
    private static readonly DateTimeOffset _at = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_told_again_or_too_late_is_entered_once()
    {
        var member = Tell(Member.Empty(new("ann")), 1, 2);
        member = Tell(member, 1, 2, 3);
        member = Tell(member, 2);
        Assert.Equal([1, 2, 3], member.Consents.Select(entry => entry.Number));
        Assert.Empty(MemberDecider.Decide(member, new ConsentsCopied("again", _at, [Entry(3)])));
    }

    [Fact]
    public void The_newest_two_hundred_are_kept()
    {
        var member = Tell(Member.Empty(new("ann")), [.. Enumerable.Range(1, ConsentEntry.PerMemberMax)]);
        Assert.Equal(1, member.Consents[0].Number);
        member = Tell(member, ConsentEntry.PerMemberMax + 1);
        Assert.Equal((2, ConsentEntry.PerMemberMax + 1, ConsentEntry.PerMemberMax), ((int)member.Consents[0].Number, (int)member.Consents[^1].Number, member.Consents.Count));
    }

    private static Member Tell(Member member, params int[] numbers) =>
        MemberDecider.Decide(member, new ConsentsCopied($"told-{numbers[^1]}", _at, [.. numbers.Select(number => Entry(number))])).Aggregate(member, MemberDecider.Evolve);

    private static ConsentEntry Entry(long number) => new(number, _at.AddSeconds(number), Purposes.Presence, "v1", "app", ConsentEntry.ByShopper, PausedUntil: null);
}
