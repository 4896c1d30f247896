using System.Text.Json;
using SmartStore.Core.Households;

namespace SmartStore.Core.Tests.Households;

/// <summary>One household: who comes in, who goes, and what is on the list that they share.</summary>
public sealed class HouseholdTests
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private Household _home = new() { Id = new HouseholdId("h-1") };
    private DateTimeOffset _now = _noon;
    private int _facts;

    [Fact]
    public void Who_makes_a_household_is_its_guardian_and_making_it_again_changes_nothing()
    {
        Assert.Equal(HouseholdOutcome.Taken, Create("ann"));
        Assert.Equal(HouseholdOutcome.Taken, Create("ann"));
        Assert.Equal("ann guardian", Members);
    }

    [Fact]
    public void Who_joins_by_a_code_waits_and_becomes_a_member_when_one_confirms_them()
    {
        Create("ann");
        Assert.Equal(HouseholdOutcome.Taken, Invite("ann", "AAAA1111"));
        Assert.Equal(HouseholdOutcome.Taken, Join("ben", "AAAA1111"));
        Assert.Equal("ann guardian, ben waits", Members);
        Assert.Equal(HouseholdOutcome.Waits, Edit("ben", Put("e", "milk")));
        Assert.Equal(HouseholdOutcome.Waits, Confirm("ben", "ben"));
        Assert.Equal(HouseholdOutcome.Taken, Confirm("ann", "ben"));
        Assert.Equal(HouseholdOutcome.Taken, Confirm("ann", "ben"));
        Assert.Equal("ann guardian, ben", Members);
        Assert.Equal(HouseholdOutcome.Taken, Edit("ben", Put("e", "milk")));
    }

    [Fact]
    public void A_code_is_good_for_one_person_and_who_joined_by_it_may_say_so_again()
    {
        Create("ann");
        Invite("ann", "AAAA1111");
        Join("ben", "AAAA1111");
        Assert.Equal(HouseholdOutcome.NoInvite, Join("eve", "AAAA1111"));
        Assert.Equal(HouseholdOutcome.Taken, Join("ben", "AAAA1111"));
        Assert.Equal("ann guardian, ben waits", Members);
    }

    [Fact]
    public void A_code_is_good_for_24_hours_and_asked_for_meanwhile_it_is_the_same_one()
    {
        Create("ann");
        Invite("ann", "AAAA1111");
        Invite("ann", "BBBB2222");
        Assert.Equal("AAAA1111", _home.Invite!.Code);
        _now = _noon.AddHours(24).AddMilliseconds(-1);
        Assert.NotNull(_home.OpenInvite(_now));
        _now = _noon.AddHours(24);
        Assert.Equal(HouseholdOutcome.NoInvite, Join("ben", "AAAA1111"));
        Invite("ann", "BBBB2222");
        Assert.Equal(HouseholdOutcome.NoInvite, Join("ben", "AAAA1111"));
        Assert.Equal(HouseholdOutcome.Taken, Join("ben", "BBBB2222"));
    }

    [Fact]
    public void A_household_takes_its_eighth_member_and_no_ninth()
    {
        Create("ann");
        for (var i = 2; i <= 8; i++)
        {
            Assert.Equal(HouseholdOutcome.Taken, Invite("ann", $"AAAA111{i}"));
            Assert.Equal(HouseholdOutcome.Taken, Join($"m{i}", $"AAAA111{i}"));
        }
        Assert.Equal(HouseholdOutcome.Full, Invite("ann", "BBBB2222"));
        Assert.Equal(HouseholdOutcome.Taken, Remove("ann", "m8"));
        Invite("ann", "BBBB2222");
        Assert.Equal(HouseholdOutcome.Taken, Join("ninth", "BBBB2222"));
    }

    [Fact]
    public void A_guardian_removes_others_but_no_guardian_and_nobody_else_removes_a_member()
    {
        Members3();
        Assert.Equal(HouseholdOutcome.NotAllowed, Remove("ben", "cleo"));
        Assert.Equal(HouseholdOutcome.NotAllowed, Remove("ben", "ann"));
        Assert.Equal(HouseholdOutcome.NoSuchMember, Remove("ann", "eve"));
        Assert.Equal(HouseholdOutcome.NotMember, Remove("eve", "ben"));
        Assert.Equal(HouseholdOutcome.Taken, Remove("ann", "ben"));
        Assert.Equal("ann guardian, cleo", Members);
        Assert.Equal(HouseholdOutcome.NotMember, Edit("ben", Put("e", "milk")));
    }

    [Fact]
    public void Every_member_may_turn_away_one_who_waits_and_who_waits_may_give_it_up()
    {
        Members3();
        Invite("cleo", "CCCC3333");
        Join("eve", "CCCC3333");
        Assert.Equal(HouseholdOutcome.Taken, Remove("cleo", "eve"));
        Invite("cleo", "DDDD4444");
        Join("eve", "DDDD4444");
        Assert.Equal(HouseholdOutcome.Taken, Leave("eve"));
        Assert.Equal("ann guardian, ben, cleo", Members);
    }

    [Fact]
    public void Leaving_takes_the_name_and_nothing_of_the_others_and_the_longest_there_becomes_guardian()
    {
        Members3();
        Edit("ann", Put("e1", "milk"));
        Edit("ben", Put("e2", "soap"));
        Assert.Equal(HouseholdOutcome.Taken, Leave("ann"));
        Assert.Equal(("ben guardian, cleo", "milk, soap"), (Members, List));
        Assert.DoesNotContain("ann", JsonSerializer.Serialize(_home), StringComparison.Ordinal);
        Assert.Equal(HouseholdOutcome.Taken, Leave("ann"));
    }

    [Fact]
    public void An_invitation_ends_with_the_membership_of_who_made_it()
    {
        Members3();
        Invite("ben", "CCCC3333");
        Remove("ann", "ben");
        Assert.Equal(HouseholdOutcome.NoInvite, Join("eve", "CCCC3333"));
        Invite("cleo", "DDDD4444");
        Leave("ann");
        Assert.Equal(HouseholdOutcome.Taken, Join("eve", "DDDD4444"));
    }

    [Fact]
    public void The_last_member_out_ends_it_with_its_list_and_whoever_waits()
    {
        Create("ann");
        Edit("ann", Put("e", "milk"));
        Invite("ann", "AAAA1111");
        Join("ben", "AAAA1111");
        Leave("ann");
        Assert.Equal((0, 0, 0), (_home.Members.Count, _home.List.Count, _home.ListMemory.Edits.Count));
        Assert.Equal(HouseholdOutcome.NotMember, Confirm("ben", "ben"));
    }

    [Fact]
    public void Late_and_repeated_edits_of_two_members_meet_as_on_ones_own_list()
    {
        Members3();
        Edit("ben", Put("p", "milk"));
        Edit("ann", new ListEdit("a-1", ListEditKind.Tick, "milk", null));
        Edit("ben", Put("b-1", "milk", 2));
        Edit("ben", Put("b-1", "milk", 9));
        var milk = Assert.Single(_home.List);
        Assert.Equal((2, true, true), (milk.Quantity, milk.IsDone, milk.IsShared));
        var version = _home.ListVersion;
        Edit("cleo", new ListEdit("c-1", ListEditKind.Tick, "milk", null));
        Assert.Equal(version, _home.ListVersion);
    }

    [Fact]
    public void Who_ticked_what_and_when_is_kept_nowhere()
    {
        Members3();
        Edit("ann", Put("e1", "milk"));
        var before = JsonSerializer.Serialize(_home.Members);
        _now = _noon.AddMinutes(5);
        var other = _home;
        Edit("ben", new ListEdit("e2", ListEditKind.Tick, "milk", null));
        var byBen = _home;
        (_home, _now) = (other, _noon.AddHours(1));
        Edit("cleo", new ListEdit("e2", ListEditKind.Tick, "milk", null));
        Assert.Equal(JsonSerializer.Serialize(byBen), JsonSerializer.Serialize(_home));
        Assert.Equal(before, JsonSerializer.Serialize(_home.Members));
    }

    [Fact]
    public void The_list_takes_its_200th_item_and_no_more()
    {
        Create("ann");
        for (var call = 0; call < 4; call++) Edit("ann", [.. Enumerable.Range(0, 50).Select(i => Put($"e{call}-{i}", $"i{(call * 50) + i}"))]);
        Assert.Equal(HouseholdOutcome.ListFull, Edit("ann", Put("more", "i200")));
        Assert.Equal(ListItem.ListMax, _home.List.Count);
    }

    [Fact]
    public void A_members_own_grain_brings_their_name_and_what_they_want_once()
    {
        Members3();
        Tell("ben", version: 5, "Benjamin", wanted: 1, "basil");
        Assert.Equal(("basil", 1, "Benjamin"), (List, _home.Find(new("ben"))!.WantedCount, _home.Find(new("ben"))!.Name));
        Edit("ann", new ListEdit("r", ListEditKind.Remove, "basil", null));
        Tell("ben", version: 5, "Ben", wanted: 1, "basil");
        Tell("ben", version: 6, "Benjamin", wanted: 2, "basil", "oil");
        Assert.Equal("oil", List);
        Assert.Equal("Benjamin", _home.Find(new("ben"))!.Name);
    }

    [Fact]
    public void What_somebody_who_waits_wants_is_not_put_on_the_list()
    {
        Create("ann");
        Invite("ann", "AAAA1111");
        Join("ben", "AAAA1111");
        Tell("ben", version: 5, "Benjamin", wanted: 1, "basil");
        Assert.Equal("", List);
    }

    [Fact]
    public void Who_is_elsewhere_as_their_own_grain_says_is_gone_and_a_stranger_changes_nothing()
    {
        Members3();
        Decide(new MemberCopied("c", _now, new("ben"), 7, "Ben", HasLeft: true, [], 0));
        Assert.Equal("ann guardian, cleo", Members);
        var before = _home;
        Tell("eve", version: 9, "Eve", wanted: 1, "poison");
        Assert.Same(before, _home);
    }

    [Theory]
    [InlineData("k7w2mnpq", "K7W2MNPQ")]
    [InlineData("OIL01234", "01101234")]
    [InlineData("K7W2MNP", null)]
    [InlineData("K7W2MNPQQ", null)]
    [InlineData("K7W2 NPQ", null)]
    [InlineData("K7W2UNPQ", null)]
    [InlineData("", null)]
    public void A_code_is_read_as_it_is_typed(string typed, string? code) => Assert.Equal(code ?? "", InviteCode.TryRead(typed, out var read) ? read : "");

    private string Members => string.Join(", ", _home.Members.Select(member => $"{member.Shopper}{(member.IsGuardian ? " guardian" : "")}{(member.Waits ? " waits" : "")}"));

    private string List => string.Join(", ", _home.List.Select(item => item.Id));

    private static ListEdit Put(string id, string item, int quantity = 1) => new(id, ListEditKind.Put, item, new ListItem(item, item, ProductId.None, quantity, IsDone: false));

    private void Members3()
    {
        Create("ann");
        foreach (var (who, code) in new[] { ("ben", "AAAA1111"), ("cleo", "BBBB2222") })
        {
            Invite("ann", code);
            Join(who, code);
            Confirm("ann", who);
        }
    }

    private HouseholdOutcome Create(string who) => Decide(new HouseholdCreated(NextId(), _now, new(who), who));

    private HouseholdOutcome Invite(string by, string code) => Decide(new MemberInvited(NextId(), _now, new(by), code));

    private HouseholdOutcome Join(string who, string code) => Decide(new MemberJoined(NextId(), _now, new(who), who, code));

    private HouseholdOutcome Confirm(string by, string who) => Decide(new MemberConfirmed(NextId(), _now, new(by), new(who)));

    private HouseholdOutcome Remove(string by, string who) => Decide(new MemberRemoved(NextId(), _now, new(by), new(who)));

    private HouseholdOutcome Leave(string who) => Decide(new MemberLeft(NextId(), _now, new(who)));

    private HouseholdOutcome Edit(string by, params ListEdit[] edits) => Decide(new SharedListEdited(NextId(), _now, new(by), edits));

    private void Tell(string who, long version, string name, long wanted, params string[] items) =>
        Decide(new MemberCopied(NextId(), _now, new(who), version, name, HasLeft: false, [.. items.Select(item => Put("", item).Put!)], wanted));

    private HouseholdOutcome Decide(HouseholdFact fact)
    {
        (_home, var outcome) = HouseholdDecider.Decide(_home, fact, ShopperRules.Default);
        return outcome;
    }

    private string NextId() => $"f{++_facts}";
}
