namespace SmartStore.Core.Households;

/// <summary>The rules about one household. Pure: the same household and fact give the same one after it.</summary>
public static class HouseholdDecider
{
    /// <returns>The household after the fact, the same object when nothing changed, and what became of the fact.</returns>
    public static (Household After, HouseholdOutcome Outcome) Decide(Household home, HouseholdFact fact, ShopperRules rules) => fact switch
    {
        HouseholdCreated created => Create(home, created),
        MemberInvited invited => Invite(home, invited),
        MemberJoined joined => Join(home, joined),
        MemberConfirmed confirmed => Confirm(home, confirmed),
        MemberRemoved removed => Remove(home, removed),
        MemberLeft left => (Without(home, left.Shopper), HouseholdOutcome.Taken),
        SharedListEdited edited => Edit(home, edited, rules),
        MemberCopied copied => (Take(home, copied, rules), HouseholdOutcome.Taken),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact."),
    };

    private static (Household, HouseholdOutcome) Create(Household home, HouseholdCreated fact)
    {
        if (home.Members.Count > 0) return (home, Refused(home, fact.Shopper) ?? HouseholdOutcome.Taken);
        return (home with { Members = [new HouseholdMember(fact.Shopper, fact.Name) { IsGuardian = true, IsFounder = true }] }, HouseholdOutcome.Taken);
    }

    // One invitation at a time: asked for again, it is the same one.
    private static (Household, HouseholdOutcome) Invite(Household home, MemberInvited fact)
    {
        if (Refused(home, fact.By) is { } refused) return (home, refused);
        if (home.OpenInvite(fact.At) is not null) return (home, HouseholdOutcome.Taken);
        if (home.Members.Count >= Household.MembersMax) return (home, HouseholdOutcome.Full);
        return (home with { Invite = new Invite(fact.Code, fact.At + Households.Invite.Lives, fact.By) }, HouseholdOutcome.Taken);
    }

    private static (Household, HouseholdOutcome) Join(Household home, MemberJoined fact)
    {
        if (home.Find(fact.Shopper) is not null) return (home, HouseholdOutcome.Taken);
        if (home.OpenInvite(fact.At)?.Code != fact.Code) return (home, HouseholdOutcome.NoInvite);
        if (home.Members.Count >= Household.MembersMax) return (home, HouseholdOutcome.Full);
        return (home with { Members = [.. home.Members, new HouseholdMember(fact.Shopper, fact.Name) { Waits = true }], Invite = null }, HouseholdOutcome.Taken);
    }

    private static (Household, HouseholdOutcome) Confirm(Household home, MemberConfirmed fact)
    {
        if (Refused(home, fact.By) is { } refused) return (home, refused);
        return home.Find(fact.Shopper) switch
        {
            null => (home, HouseholdOutcome.NoSuchMember),
            { Waits: true } member => (With(home, member with { Waits = false }), HouseholdOutcome.Taken),
            _ => (home, HouseholdOutcome.Taken),
        };
    }

    // Every member may turn away one who waits.
    private static (Household, HouseholdOutcome) Remove(Household home, MemberRemoved fact)
    {
        if (Refused(home, fact.By) is { } refused) return (home, refused);
        if (home.Find(fact.Shopper) is not { } member) return (home, HouseholdOutcome.NoSuchMember);
        var may = fact.By == fact.Shopper || member.Waits || (home.Find(fact.By) is { IsGuardian: true } && !member.IsGuardian);
        return may ? (Without(home, fact.Shopper), HouseholdOutcome.Taken) : (home, HouseholdOutcome.NotAllowed);
    }

    private static (Household, HouseholdOutcome) Edit(Household home, SharedListEdited fact, ShopperRules rules)
    {
        if (Refused(home, fact.By) is { } refused) return (home, refused);
        var edited = ListEditRules.Apply(home.List, home.ListMemory, [.. fact.Edits.Select(Shared)], fact.At, rules.RemovedKept);
        return edited.Outcome == ListOutcome.Full ? (home, HouseholdOutcome.ListFull) : (With(home, edited), HouseholdOutcome.Taken);
    }

    private static Household Take(Household home, MemberCopied fact, ShopperRules rules)
    {
        if (home.Find(fact.Shopper) is not { } member || fact.CopyVersion <= member.CopyVersion) return home;
        if (fact.HasLeft) return Without(home, fact.Shopper);
        var next = With(home, member with { Name = fact.Name, CopyVersion = fact.CopyVersion, WantedCount = fact.WantedCount });
        if (member.Waits || fact.Wanted.Count == 0) return next;
        // What has no room is left out: nobody waits for an answer.
        var room = ListItem.ListMax - home.List.Count;
        var edits = fact.Wanted.Where(item => home.List.All(known => known.Id != item.Id)).Take(room).Select(item => Shared(new ListEdit($"want.{item.Id}", ListEditKind.Put, item.Id, item)));
        return With(next, ListEditRules.Apply(next.List, next.ListMemory, [.. edits], fact.At, rules.RemovedKept));
    }

    private static HouseholdOutcome? Refused(Household home, ShopperId shopper) => home.Find(shopper) switch
    {
        null => HouseholdOutcome.NotMember,
        { Waits: true } => HouseholdOutcome.Waits,
        _ => null,
    };

    // What the leaver put stays. Without a confirmed member nobody is left who could let others in, and the household ends.
    private static Household Without(Household home, ShopperId shopper)
    {
        if (home.Find(shopper) is null) return home;
        IReadOnlyList<HouseholdMember> left = [.. home.Members.Where(member => member.Shopper != shopper)];
        if (!left.Any(member => !member.Waits)) return new Household { Id = home.Id, ListVersion = home.ListVersion + 1 };
        if (!left.Any(member => member.IsGuardian))
        {
            // The one who has been there for longest: otherwise nobody could be removed any more.
            var next = left.First(member => !member.Waits).Shopper;
            left = [.. left.Select(member => member.Shopper == next ? member with { IsGuardian = true } : member)];
        }
        return home with { Members = left, Invite = home.Invite?.By == shopper ? null : home.Invite };
    }

    private static Household With(Household home, HouseholdMember member) => home with { Members = [.. home.Members.Select(known => known.Shopper == member.Shopper ? member : known)] };

    private static Household With(Household home, EditedList edited)
    {
        if (ReferenceEquals(edited.Memory, home.ListMemory)) return home;
        return edited.Items.SequenceEqual(home.List)
            ? home with { ListMemory = edited.Memory }
            : home with { List = edited.Items, ListMemory = edited.Memory, ListVersion = home.ListVersion + 1 };
    }

    private static ListEdit Shared(ListEdit edit) => edit.Put is { } put ? edit with { Put = put with { IsShared = true } } : edit;
}
