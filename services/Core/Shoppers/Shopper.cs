using SmartStore.Core.Members;

namespace SmartStore.Core.Shoppers;

/// <summary>A shopper as their grain knows them. Immutable: <see cref="ShopperEvolution"/> makes the next one.</summary>
public sealed record Shopper
{
    /// <summary>Who.</summary>
    public required ShopperId Id { get; init; }

    /// <summary>What the operator says; null: there is no such shopper, and nothing about them is kept.</summary>
    public Profile? Profile { get; init; }

    /// <summary>What they agreed to.</summary>
    public Consent Consent { get; init; } = Consent.None;

    /// <summary>The shopping list, in the app's order, done items too.</summary>
    public IReadOnlyList<ListItem> List { get; init; } = [];

    /// <summary>Counts up with each change of the list; 1: it was never changed.</summary>
    public long ListVersion { get; init; } = 1;

    /// <summary>What the list remembers of edits and of what was removed.</summary>
    public ListMemory ListMemory { get; init; } = ListMemory.None;

    /// <summary>Copy of how they want to be treated; the member's grain owns it.</summary>
    public Preferences Preferences { get; init; } = Preferences.None;

    /// <summary>Version of that copy; 0: there was none.</summary>
    public long PreferencesVersion { get; init; }

    /// <summary>BCP 47 tag of the language that they prefer; empty: the store's.</summary>
    public string Language => Preferences.Language;

    /// <summary>Orders, oldest first, at most <see cref="Order.PerShopperMax"/>.</summary>
    public IReadOnlyList<Order> Orders { get; init; } = [];

    /// <summary>Orders of others that this shopper may fetch, oldest first, at most <see cref="CollectableOrder.PerShopperMax"/>.</summary>
    public IReadOnlyList<CollectableOrder> Collects { get; init; } = [];

    /// <summary>Cases of the service desk, oldest first, at most <see cref="OwnCase.KeptMax"/>.</summary>
    public IReadOnlyList<OwnCase> Cases { get; init; } = [];

    /// <summary>The open visit; null: not in a store, or presence may not be processed.</summary>
    public Visit? Visit { get; init; }

    /// <summary>When the zone of the open visit last changed.</summary>
    public DateTimeOffset MovedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Recent suggestions, oldest first, at most <see cref="SentSuggestion.PerShopperMax"/>.</summary>
    public IReadOnlyList<SentSuggestion> Sent { get; init; } = [];

    /// <summary>Subjects not to be suggested, at most <see cref="QuietSubject.PerShopperMax"/>.</summary>
    public IReadOnlyList<QuietSubject> Quiet { get; init; } = [];

    /// <summary>Answers to taps of the last day, oldest first, at most <see cref="AnsweredTaps.Max"/>.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    /// <summary>The last decisions, oldest first, at most <see cref="TraceEntry.PerShopperMax"/>.</summary>
    public IReadOnlyList<TraceEntry> Trace { get; init; } = [];

    /// <summary>How often they ended their devices. Passes of an earlier epoch are expired.</summary>
    public int PassEpoch { get; init; }

    /// <summary>When they last ended their devices; <see cref="DateTimeOffset.UnixEpoch"/>: never. Tokens that were issued before count no more.</summary>
    public DateTimeOffset SignedOutAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The erasure under way: nothing else is kept of the person any more; null: none.</summary>
    public Erasing? Erasing { get; init; }

    /// <summary>When what is kept was exported, of the last day, oldest first, at most <see cref="ErasureRules.ExportsMax"/>.</summary>
    public IReadOnlyList<DateTimeOffset> ExportedAt { get; init; } = [];

    /// <summary>The household that they chose last; null: none yet.</summary>
    public Home? Home { get; init; }

    /// <summary>Codes of invitations that led nowhere, oldest first, at most <see cref="TriedCode.Max"/>.</summary>
    public IReadOnlyList<TriedCode> Tried { get; init; } = [];

    /// <summary>A shopper of whom nothing is known.</summary>
    public static Shopper Unknown(ShopperId id) => new() { Id = id };

    /// <summary>The own list, then the household's.</summary>
    public IEnumerable<ListItem> AllItems => Home is { Items.Count: > 0 } home ? List.Concat(home.Items) : List;

    /// <summary>The items still to be bought, of both lists.</summary>
    public IEnumerable<ListItem> OpenItems => AllItems.Where(item => !item.IsDone);

    /// <summary>Another number whenever one of the lists is another; 1: neither was ever changed.</summary>
    public long ListsVersion => Home is { } home ? ListVersion + ((((home.CopyVersion << 2) + (long)home.Standing) & 0x7fff_ffff) << 32) : ListVersion;

    /// <summary>True when staff may greet the shopper as a VIP.</summary>
    public bool IsRecognised => Consent.StaffRecognition && Profile?.Tier == Tier.Vip;
}

/// <summary>An order of somebody else that names this shopper as its collector.</summary>
/// <param name="Terminal">Where it lies; empty: nowhere in particular.</param>
/// <param name="EndedAt">When it was handed over; <see cref="DateTimeOffset.UnixEpoch"/>: it was not.</param>
/// <param name="CopyVersion">Version of the copy.</param>
public sealed record CollectableOrder(OrderId Id, StoreId Store, OrderState State, string Terminal, DateTimeOffset EndedAt, long CopyVersion)
{
    /// <summary>Most of one shopper; the oldest makes room, and can be fetched with its code.</summary>
    public const int PerShopperMax = 64;

    /// <summary>
    /// The order does not name this shopper: its holder lets the household fetch it. Kept once they tapped for it, so that the order is found when they are erased or leave the
    /// household. Whether they may fetch it, the holder is asked with each tap.
    /// </summary>
    public bool IsOfHousehold { get; init; }

    /// <summary>True until it is handed over or cancelled.</summary>
    public bool IsLive => State.IsLive();
}

/// <summary>How close a shopper is to the shop. Numbers are the contract's.</summary>
public enum Tier
{
    /// <summary>Not said: treated as regular.</summary>
    Unspecified = 0,
    Regular = 1,
    /// <summary>Greeted by name, if they agreed to it.</summary>
    Vip = 2,
}

/// <summary>What the operator's customer system says about a shopper.</summary>
/// <param name="Name">As staff would greet them; may be empty.</param>
public sealed record Profile(string Name, Tier Tier)
{
    /// <summary>Most tags of one shopper. Tags are kept beside the profile, because scanners look shoppers up by them.</summary>
    public const int TagsMax = 16;

    /// <summary>A child: its guardian decides for it.</summary>
    public bool IsChild { get; init; }

    /// <summary>Who decides for a child; empty: not said.</summary>
    public string Guardian { get; init; } = "";
}

/// <summary>Whether a profile can be used.</summary>
public static class ProfileCheck
{
    /// <param name="tags">Beacon keys of what the shopper carries, in the contract's spelling.</param>
    /// <param name="path">Where it was sent: <c>shopper</c>, or <c>shoppers[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(ShopperId id, Profile profile, IReadOnlyList<string> tags, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.id", id.Value);
        problems.Text($"{path}.name", profile.Name);
        if (!Enum.IsDefined(profile.Tier)) problems.Add($"{path}.tier", $"no tier {(int)profile.Tier}");
        if (profile.Guardian.Length > 0) problems.Id($"{path}.guardian_id", profile.Guardian);
        problems.Count($"{path}.tags", tags.Count, Profile.TagsMax);
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i].Length == 0) problems.Add($"{path}.tags[{i}]", "must not be empty");
            else problems.Beacon($"{path}.tags[{i}]", tags[i]);
        }
        return problems.Found;
    }
}
