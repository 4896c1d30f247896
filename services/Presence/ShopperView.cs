using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Presence;

/// <summary>What a shopper's grain answers to streams, commands and operators. Immutable.</summary>
public sealed class ShopperView
{
    private readonly Shopper _shopper;
    private readonly IBooks _books;

    internal ShopperView(Shopper shopper, IBooks books) => (_shopper, _books) = (shopper, books);

    /// <summary>False: no profile was ever put; answer NOT_FOUND.</summary>
    public bool Exists => _shopper.Profile is not null;

    /// <summary>What the operator says; null: no such shopper.</summary>
    public Profile? Profile => _shopper.Profile;

    /// <summary>The whole list, in the app's order.</summary>
    public IReadOnlyList<ListItem> List => _shopper.List;

    /// <summary>What was agreed to.</summary>
    public Consent Consent => _shopper.Consent;

    /// <summary>Orders, oldest first, live or of late.</summary>
    public IReadOnlyList<Order> Orders => _shopper.Orders;

    /// <summary>Where the trackers start from after a restart.</summary>
    public ShopperPresence Presence() => Presence(_shopper, certain: null);

    /// <summary>True when a response to this suggestion can be taken; false: NOT_FOUND.</summary>
    public bool Knows(SuggestionId suggestion) => _shopper.Sent.Any(sent => sent.Id == suggestion);

    /// <summary>The answer that a tap got, for as long as it is kept; null: it had none from this shopper.</summary>
    public TapAnswer? AnswerOf(TapKey tap) => _shopper.Answers.Of(tap);

    /// <summary>
    /// Suggestions in the stream that must not be delivered any more, by update id: revoked, answered, snoozed or expired. A watch that
    /// resumes skips them.
    /// </summary>
    public IReadOnlySet<string> TakenBack(DateTimeOffset now) =>
        _shopper.Sent.Where(sent => !sent.IsLive(now)).Select(sent => sent.Id.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a watch with an empty cursor gets first: what is unexpired of the open visit, and live orders. In the order of arrival.</summary>
    public IReadOnlyList<LiveUpdate> Live(DateTimeOffset now) => [.. LiveNow(now).Select(update => new LiveUpdate(update.UpdateId, update.At, update.ExpiresAt, ContractForm.Of(update).ToByteArray()))];

    /// <summary>The last decisions and why nothing was sent, newest first.</summary>
    public IReadOnlyList<TraceEntry> Trace => [.. _shopper.Trace.Reverse()];

    internal static ShopperPresence Presence(Shopper shopper, CertainZone? certain) => new(
        shopper.Id, shopper.Profile is not null, shopper.Profile is not null && shopper.Consent.Presence, shopper.Profile?.Tags ?? [],
        shopper.Visit is { } visit ? new OpenVisit(visit.Id, visit.Store, visit.Zone, visit.StartedAt, shopper.MovedAt) : null, certain);

    // Made anew from the state, because the stream keeps its entries for a limited time and number; ids are those of what they stand for.
    private IEnumerable<PhoneUpdate> LiveNow(DateTimeOffset now)
    {
        if (_shopper.Visit is { } visit && _books.Find(visit.Store) is { } book)
        {
            yield return new VisitStarted(Id("visit_started", visit.Id.Value), visit.StartedAt, now, visit.Id, visit.Store);
            if (!visit.Zone.IsUnknown || !visit.KnownZone.IsUnknown)
                yield return new ZoneEntered(Id("zone_entered", visit.Id.Value), _shopper.MovedAt, now, visit.Store, visit.Zone, visit.Zone.IsUnknown ? "" : book.ZoneName(visit.Zone));
            if (_shopper.OpenItems.Any())
                yield return new ListRecalled(Id("list_recalled", visit.Id.Value), _shopper.MovedAt, now, ShoppingWalk.Of(_shopper.OpenItems, book));
        }
        if (_shopper.Consent.Presence)
        {
            foreach (var order in _shopper.Orders.Where(order => order.IsLive))
                yield return OrderUpdate.Of(order, _books.Find(order.Store), Id("pickup", order.Id.Value), now, now);
        }
        foreach (var sent in _shopper.Sent.Where(sent => sent.IsLive(now) && sent.Visit == _shopper.Visit?.Id))
            if (sent.Content is { } content)
                yield return new Suggested(sent.SentAt, content, sent.Subjects, sent.Visit, IsRepeat: false);
    }

    private string Id(string rule, string subject) => DerivedId.Of('u', _shopper.Id.Value, rule, subject);
}

/// <summary>An update that stands for something live.</summary>
/// <param name="Id">Stable for what it stands for; of a suggestion, its own id.</param>
/// <param name="ExpiresAt">Of a suggestion, its own; else when it was asked for: it is to be delivered now or made anew.</param>
/// <param name="Payload">A serialized <c>ShopperUpdate</c> or <c>StoreUpdate</c> without cursor.</param>
public sealed record LiveUpdate(string Id, DateTimeOffset At, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Payload);
