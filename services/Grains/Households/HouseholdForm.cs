using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Households;

namespace SmartStore.Grains.Households;

/// <summary>A household's state as it lies in the record, and its copies as they travel.</summary>
internal sealed class HouseholdForm(HouseholdId id) : IStateForm<Household>
{
    public Household Empty => new() { Id = id };

    public bool CanBeErased => true;

    public MessageDescriptor Descriptor => HouseholdState.Descriptor;

    public DateTimeOffset? WakeAt(Household state) => null;

    public byte[] Write(Household state) => new HouseholdState
    {
        Members = { state.Members.Select(Of) },
        List = { state.List.Select(StoredForm.Of) },
        ListVersion = state.ListVersion == 1 ? 0 : state.ListVersion,
        ListEdits = { state.ListMemory.Edits },
        ListRemoved = { state.ListMemory.Removed.Select(StoredForm.Of) },
        Invite = state.Invite is { } invite ? new StoredInvite { Code = invite.Code, Until = StoredForm.Ms(invite.Until), ById = invite.By.Value } : null,
    }.ToByteArray();

    public Household Read(ReadOnlySpan<byte> bytes)
    {
        var stored = HouseholdState.Parser.ParseFrom(bytes);
        return new Household
        {
            Id = id,
            Members = [.. stored.Members.Select(ToMember)],
            List = [.. stored.List.Select(StoredForm.ToItem)],
            ListVersion = stored.ListVersion == 0 ? 1 : stored.ListVersion,
            ListMemory = StoredForm.ToMemory(stored.ListEdits, stored.ListRemoved),
            Invite = stored.Invite is { } invite ? new Invite(invite.Code, StoredForm.Time(invite.Until), new ShopperId(invite.ById)) : null,
        };
    }

    /// <summary>What one shopper's grain is told of it.</summary>
    public static HouseholdTold Copy(Household household, ShopperId shopper)
    {
        var member = household.Find(shopper);
        var told = new HouseholdTold { Standing = (int)(member is null ? HomeStanding.None : member.Waits ? HomeStanding.Waits : HomeStanding.Member), WantedCount = member?.WantedCount ?? 0 };
        if (member is not { Waits: false }) return told;
        told.ListVersion = household.ListVersion;
        told.Items.AddRange(household.List.Select(StoredForm.Of));
        return told;
    }

    /// <summary>A copy as the shopper's rules take it.</summary>
    public static HouseholdCopied Read(HouseholdId household, long version, HouseholdTold told) => new(
        $"household/{household.Value}/{version}", StoredForm.Time(told.At), household, version, (HomeStanding)told.Standing, told.ListVersion, [.. told.Items.Select(StoredForm.ToItem)], told.WantedCount);

    /// <summary>What a household is told of a shopper.</summary>
    public static HomeStandingTold Copy(Shopper shopper, HomeTold decision)
    {
        var told = new HomeStandingTold { At = StoredForm.Ms(decision.At), Name = shopper.Profile?.Name ?? "", HasLeft = decision.HasLeft };
        if (decision.HasLeft || shopper.Home is not { } home || home.Id != decision.Household) return told;
        told.Wanted.AddRange(home.Wanted.Select(StoredForm.Of));
        told.WantedCount = home.WantedCount;
        return told;
    }

    /// <summary>A shopper's copy as the household's rules take it.</summary>
    public static MemberCopied Read(ShopperId shopper, long version, HomeStandingTold told) => new(
        $"shopper/{shopper.Value}/{version}", StoredForm.Time(told.At), shopper, version, told.Name, told.HasLeft, [.. told.Wanted.Select(StoredForm.ToItem)], told.WantedCount);

    private static StoredMember Of(HouseholdMember member) => new()
    {
        ShopperId = member.Shopper.Value,
        Name = member.Name,
        Guardian = member.IsGuardian,
        Waits = member.Waits,
        Founder = member.IsFounder,
        CopyVersion = member.CopyVersion,
        WantedCount = member.WantedCount,
    };

    private static HouseholdMember ToMember(StoredMember stored) => new(new ShopperId(stored.ShopperId), stored.Name)
    {
        IsGuardian = stored.Guardian,
        Waits = stored.Waits,
        IsFounder = stored.Founder,
        CopyVersion = stored.CopyVersion,
        WantedCount = stored.WantedCount,
    };
}
