using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Shoppers;
using SmartStore.Core.Households;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Households;

/// <summary>
/// Households as the <c>Shoppers</c> service calls them. A shopper's grain says which household they chose, because they are in one; the household's grain
/// says who its members are. The edge asks one after the other, and each call may be said again.
/// </summary>
internal sealed class HouseholdCalls(ShopperCalls shoppers, InviteCodes codes, IGrainFactory grains, GrainCalls calls, TimeProvider time)
{
    private const int IdBytes = 12;

    /// <summary>Makes, joins, changes or leaves a household.</summary>
    /// <returns>It as the shopper may see it: one who waits sees nobody else; empty when they left.</returns>
    /// <exception cref="RpcException">The status of <see cref="HouseholdOutcome"/>. NOT_FOUND and UNAUTHENTICATED as <see cref="ShopperCalls.Known(string, ServerCallContext)"/> says.</exception>
    public async Task<Proto.Household> Edit(Proto.EditHouseholdRequest request, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("shopper_id", request.ShopperId), Wrong(request));
        var (shopper, cancel) = (await shoppers.Known(request.ShopperId, context), context.CancellationToken);
        switch (request.WhatCase)
        {
            case Proto.EditHouseholdRequest.WhatOneofCase.Create: return await Create(shopper, cancel);
            case Proto.EditHouseholdRequest.WhatOneofCase.Join: return await Join(shopper, request.Join, cancel);
            case Proto.EditHouseholdRequest.WhatOneofCase.Leave: return await Leave(shopper, cancel);
        }
        var (id, home) = (shopper.Id, Chosen(shopper)?.Id ?? throw NoHousehold());
        var household = await Apply(home, request.WhatCase switch
        {
            Proto.EditHouseholdRequest.WhatOneofCase.Invite => (fact, at) => new MemberInvited(fact, at, id, InviteCodes.New()),
            Proto.EditHouseholdRequest.WhatOneofCase.Confirm => (fact, at) => new MemberConfirmed(fact, at, id, new ShopperId(request.Confirm)),
            _ => (fact, at) => new MemberRemoved(fact, at, id, new ShopperId(request.Remove)),
        }, request, cancel);
        if (request.WhatCase == Proto.EditHouseholdRequest.WhatOneofCase.Invite && household.Invite is { } invite) await codes.Keep(invite, home, cancel);
        await Copied(home);
        return Seen(household, id);
    }

    /// <summary>The household as the shopper may see it; null: they are in none.</summary>
    public async Task<Proto.Household?> Of(Shopper shopper, CancellationToken cancel)
    {
        if (Chosen(shopper) is not { } home) return null;
        var household = await calls.Send(Grain(home.Id).View, cancel);
        return household.Find(shopper.Id) is null ? null : Seen(household, shopper.Id);
    }

    /// <summary>The shared list.</summary>
    /// <exception cref="RpcException">FAILED_PRECONDITION: the shopper is no member of a household.</exception>
    public async Task<Proto.ShoppingList> List(Shopper shopper, CancellationToken cancel)
    {
        var home = Chosen(shopper)?.Id ?? throw NoHousehold();
        var household = await calls.Send(Grain(home).View, cancel);
        return household.Find(shopper.Id) switch
        {
            null => throw NoHousehold(),
            { Waits: true } => throw StillWaits(),
            _ => List(household, shopper.Id),
        };
    }

    /// <summary>Changes items of the shared list.</summary>
    /// <returns>The whole list.</returns>
    /// <exception cref="RpcException">FAILED_PRECONDITION: the shopper is no member of a household. RESOURCE_EXHAUSTED: the list would be too long.</exception>
    public async Task<Proto.ShoppingList> EditList(Shopper shopper, IReadOnlyList<ListEdit> edits, CancellationToken cancel)
    {
        var home = Chosen(shopper)?.Id ?? throw NoHousehold();
        return List(await Apply(home, (fact, at) => new SharedListEdited(fact, at, shopper.Id, edits), request: null, cancel), shopper.Id);
    }

    private static Problem? Wrong(Proto.EditHouseholdRequest request) => request.WhatCase switch
    {
        Proto.EditHouseholdRequest.WhatOneofCase.Create => request.Create ? null : new Problem("create", "must be true where it is set"),
        Proto.EditHouseholdRequest.WhatOneofCase.Invite => request.Invite ? null : new Problem("invite", "must be true where it is set"),
        Proto.EditHouseholdRequest.WhatOneofCase.Leave => request.Leave ? null : new Problem("leave", "must be true where it is set"),
        Proto.EditHouseholdRequest.WhatOneofCase.Join => InviteCode.TryRead(request.Join, out _) ? null : new Problem("join", $"must be the {InviteCode.Length} digits and letters of an invitation"),
        Proto.EditHouseholdRequest.WhatOneofCase.Confirm => Refusal.OfId("confirm", request.Confirm),
        Proto.EditHouseholdRequest.WhatOneofCase.Remove => Refusal.OfId("remove", request.Remove),
        _ => new Problem("what", "must be one of create, invite, join, confirm, remove, leave"),
    };

    private async Task<Proto.Household> Create(Shopper shopper, CancellationToken cancel)
    {
        // Said again, it is the one that they made.
        if (Chosen(shopper) is { } home && await calls.Send(Grain(home.Id).View, cancel) is var made && made.Find(shopper.Id) is { } member)
            return member.IsFounder ? Seen(made, shopper.Id) : throw InAnother();
        var id = new HouseholdId($"h-{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes))}");
        await Choose(shopper.Id, id, code: 0, cancel);
        var household = await Apply(id, (fact, at) => new HouseholdCreated(fact, at, shopper.Id, shopper.Profile!.Name), request: null, cancel);
        await Copied(id);
        return Seen(household, shopper.Id);
    }

    private async Task<Proto.Household> Join(Shopper shopper, string typed, CancellationToken cancel)
    {
        _ = InviteCode.TryRead(typed, out var code);
        var print = Fingerprint.Of(code);
        var tried = (await shoppers.Apply(shopper.Id, (fact, at) => new InviteTried(fact, at, print), cancel)).View.Shopper.Tried;
        if (tried.All(known => known.Code != print)) throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{TriedCode.Max} wrong codes may be tried in {TriedCode.CountedFor.TotalHours} hours; {tried.Count} were. Try again later."));
        var id = await codes.Find(code, cancel) ?? throw NoInvite();
        await Choose(shopper.Id, id, print, cancel);
        var reply = await Tell(id, (fact, at) => new MemberJoined(fact, at, shopper.Id, shopper.Profile!.Name, code), cancel);
        if (reply.Outcome != HouseholdOutcome.Taken)
        {
            await shoppers.Apply(shopper.Id, (fact, at) => new HomeLeft(fact, at, id), cancel);
            throw Refused(reply.Outcome, request: null);
        }
        await Copied(id);
        return Seen(reply.Household, shopper.Id);
    }

    // What they see of it ends at once; the household hears of it before, so that a call that breaks off in between can be said again.
    private async Task<Proto.Household> Leave(Shopper shopper, CancellationToken cancel)
    {
        if (Chosen(shopper) is not { } home) return new Proto.Household();
        await Tell(home.Id, (fact, at) => new MemberLeft(fact, at, shopper.Id), cancel);
        await shoppers.Apply(shopper.Id, (fact, at) => new HomeLeft(fact, at, home.Id), cancel);
        return new Proto.Household();
    }

    private async Task Choose(ShopperId shopper, HouseholdId id, ulong code, CancellationToken cancel)
    {
        var reply = await shoppers.Apply(shopper, (fact, at) => new HomeChosen(fact, at, id, code), cancel);
        if (reply.View.Shopper.Home?.Id != id) throw InAnother();
    }

    private async Task<Household> Apply(HouseholdId id, Func<string, DateTimeOffset, HouseholdFact> fact, Proto.EditHouseholdRequest? request, CancellationToken cancel)
    {
        var reply = await Tell(id, fact, cancel);
        return reply.Outcome == HouseholdOutcome.Taken ? reply.Household : throw Refused(reply.Outcome, request);
    }

    private Task<HouseholdReply> Tell(HouseholdId id, Func<string, DateTimeOffset, HouseholdFact> fact, CancellationToken cancel)
    {
        var made = fact(ShopperCalls.NewFactId(), time.GetUtcNow());
        return calls.Send(() => Grain(id).Apply(made), cancel);
    }

    // So that who asks next sees it as it is. Whoever cannot be reached now is told later.
    private Task Copied(HouseholdId id) => GrainCalls.TryOnce(() => Grain(id).Copied());

    private IHouseholdGrain Grain(HouseholdId id) => grains.GetGrain<IHouseholdGrain>(id.Value);

    private static Home? Chosen(Shopper shopper) => shopper.Home is { Standing: not HomeStanding.None } home ? home : null;

    private Proto.Household Seen(Household household, ShopperId by)
    {
        var all = household.Has(by);
        var seen = new Proto.Household
        {
            Id = household.Id.Value,
            Members = { household.Members.Where(member => all || member.Shopper == by).Select(member => new Proto.HouseholdMember { ShopperId = member.Shopper.Value, Name = member.Name, Guardian = member.IsGuardian, Waits = member.Waits }) },
        };
        if (all && household.OpenInvite(time.GetUtcNow()) is { } invite) (seen.Invite, seen.InviteUntil) = (invite.Code, invite.Until.ToTimestamp());
        return seen;
    }

    private static Proto.ShoppingList List(Household household, ShopperId by) => new()
    {
        ShopperId = by.Value,
        HouseholdId = household.Id.Value,
        Items = { household.List.Select(ContractForm.Of) },
        Version = household.ListVersion,
    };

    private static RpcException Refused(HouseholdOutcome outcome, Proto.EditHouseholdRequest? request) => outcome switch
    {
        HouseholdOutcome.NotMember => NoHousehold(),
        HouseholdOutcome.Waits => StillWaits(),
        HouseholdOutcome.NoInvite => NoInvite(),
        HouseholdOutcome.Full => new RpcException(new Status(StatusCode.ResourceExhausted, $"A household may have {Household.MembersMax} members, those who wait among them; this one has {Household.MembersMax}.")),
        HouseholdOutcome.NoSuchMember => new RpcException(new Status(StatusCode.NotFound, $"There is no member \"{request?.Confirm}{request?.Remove}\" in this household.")),
        HouseholdOutcome.NotAllowed => new RpcException(new Status(StatusCode.PermissionDenied, "Only a guardian may remove another member, and no guardian may be removed; every member may leave.")),
        HouseholdOutcome.ListFull => new RpcException(new Status(StatusCode.ResourceExhausted, $"A list may have {ListItem.ListMax} items; these edits would add too many.")),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No refusal."),
    };

    private static RpcException NoInvite() => new(new Status(StatusCode.NotFound, "No open invitation has this code. It can be used once, within 24 hours; ask for a new one."));

    private static RpcException InAnother() => new(new Status(StatusCode.FailedPrecondition, "You are in a household already; leave it first."));

    private static RpcException NoHousehold() => new(new Status(StatusCode.FailedPrecondition, "You are in no household."));

    private static RpcException StillWaits() => new(new Status(StatusCode.FailedPrecondition, "You wait until a member of the household confirms you."));
}
