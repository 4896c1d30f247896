using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Tests.Presence.Town;

/// <summary>
/// Sees everything that happens in the town and keeps its own account of what follows: what is evidence, who agreed, where people really are. It complains
/// when the trackers and the rules together did something else.
/// </summary>
internal sealed class Witness
{
    /// <summary>A shopper who was undisturbed for so long has to be tracked in the right zone.</summary>
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan VisitEndsAfter = TimeSpan.FromSeconds(120);

    // The clock of the town goes in steps, and a round of the trackers takes 2 s.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    // Radio is noisy, and it takes a while until a move is seen: for so long a shopper in a deaf zone may seem to be next to it.
    private static readonly TimeSpan GlimpseMax = TimeSpan.FromSeconds(35);

    // After so long a tracker knows how loud a shopper is in the present zone.
    private static readonly TimeSpan LearnedAfter = TimeSpan.FromSeconds(60);

    // A scanner that was silent so long is perhaps gone. Until that is known, a shopper beside it seems to stand farther away.
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);

    // A scanner is known to be silent after 90 s; then it takes a moment to see that a shopper beside it is not in the zone next to it.
    private static readonly TimeSpan DeafAfter = TimeSpan.FromSeconds(95);

    // A tap is certain. Radio of the store next door alone overrules it when the first store has heard nothing for 30 s.
    private static readonly TimeSpan TapHolds = TimeSpan.FromSeconds(15);

    private readonly Town _town;
    private readonly Dictionary<string, Person> _people = [];
    private readonly Dictionary<string, DateTimeOffset> _reports = [];
    private int _seen;

    public Witness(Town town)
    {
        _town = town;
        town.Sent = Hear;
    }

    /// <summary>The last sightings that came in, as they are to be believed.</summary>
    public Queue<string> Heard { get; } = new();

    private DateTimeOffset Now => _town.Time.GetUtcNow();

    public void Consented(string shopper)
    {
        var person = Of(shopper);
        if (person.ConsentAt is null) person.ConsentAt = Now;
    }

    public void Withdrew(string shopper)
    {
        var person = Of(shopper);
        (person.ConsentAt, person.Visit) = (null, null);
        person.Evidence.Clear();
        Disturbed(shopper);
    }

    public void Tapped(string shopper, string store)
    {
        Evidence(Of(shopper), store, Now);
        Of(shopper).DisturbedAt = Now + TapHolds;
    }

    public void IsAt(string shopper, string? store, string? zone)
    {
        var person = Of(shopper);
        if (person.Store != store || person.Zone != zone) (person.Store, person.Zone, person.WrongFor) = (store, zone, TimeSpan.Zero);
    }

    /// <summary>Something happened after which it takes a while until the zone is sure again.</summary>
    public void Disturbed(string shopper) => Of(shopper).DisturbedAt = Later(Of(shopper).DisturbedAt, Now);

    /// <summary>The process starts again.</summary>
    public void Restarted()
    {
        foreach (var person in _people.Values) (person.DisturbedAt, person.HeardFor) = (Now, TimeSpan.Zero);
    }

    /// <summary>What is wrong; null: nothing.</summary>
    public string? Complaint()
    {
        for (; _seen < _town.Grains.Told.Count; _seen++)
            if (ComplaintOf(_town.Grains.Told[_seen], Of(_town.Grains.Told[_seen].Shopper)) is { } complaint)
                return $"{_town.Grains.Told[_seen]}: {complaint}";
        foreach (var (id, person) in _people)
            if (ComplaintOf(id, person) is { } complaint)
                return $"{id}: {complaint}";
        return null;
    }

    // A scanner's message, after the trackers had it. The correction of clocks has tests of its own and is taken as it is.
    private void Hear(string scanner, Sighting[] heard)
    {
        var now = Now.ToUnixTimeMilliseconds();
        _reports[scanner] = Now;
        if (heard.Length == 0) return;
        var (store, anchor) = _town.Find(scanner);
        var behind = store.Health[anchor].CorrectionMs;
        var ahead = SightingTime.Ahead(heard, now);
        foreach (var sighting in heard)
        {
            var (id, person) = _people.Single(known => Town.TagOf(known.Key) == sighting.Key);
            var at = SightingTime.Effective(sighting.AtUnixMs, now, ahead, behind);
            if (store.Health[anchor].CorrectionMs != 0 || SightingTime.IsLate(at, now)) Disturbed(id);
            Heard.Enqueue($"{_town.Second} {id} by {scanner} at {(DateTimeOffset.FromUnixTimeMilliseconds(at) - Town.Start).TotalSeconds}, {sighting.RssiDbm} dBm");
            if (Heard.Count > 12) Heard.Dequeue();
            if (!SightingTime.IsLate(at, now)) Evidence(person, store.Id, DateTimeOffset.FromUnixTimeMilliseconds(at));
        }
    }

    private void Evidence(Person person, string store, DateTimeOffset at)
    {
        if (person.ConsentAt is not { } since || at < since) return;
        var before = person.Evidence.GetValueOrDefault(store);
        if (at - before > TimeSpan.FromSeconds(5)) person.DisturbedAt = Later(person.DisturbedAt, Now);
        if (at > before) person.Evidence[store] = at;
    }

    private string? ComplaintOf(Told told, Person person)
    {
        if (person.ConsentAt is null && told.Decision is not (VisitEnded or StaffTold { Standing: null })) return "without consent";
        switch (told.Decision)
        {
            case VisitStarted started:
                person.HeardFor = TimeSpan.Zero;
                (person.Visit, person.InVisit, person.InStay, person.Stay) = (started.Store.Value, 0, 0, "");
                if (!person.Evidence.TryGetValue(started.Store.Value, out var at)) return "a visit without any evidence since the consent";
                if (told.Now - at >= VisitEndsAfter) return $"a visit from evidence that is {told.Now - at} old";
                return null;
            case VisitEnded ended:
                person.Visit = null;
                return WasEndedElsewhere(told) ? null : EndedWrong(person, ended.Store.Value, told.Now);
            case ZoneEntered entered:
                if (!person.Evidence.ContainsKey(entered.Store.Value)) return "a zone without any evidence since the consent";
                if (!entered.Zone.IsUnknown && entered.Zone.Value != person.Stay) (person.InStay, person.Stay) = (0, entered.Zone.Value);
                return IsSettled(person) ? "a zone update for a shopper who stands still" : null;
            case Suggested suggested:
                if (++person.InVisit > ShopperRules.Default.SuggestionsPerVisit) return "too many suggestions in a visit";
                return !suggested.IsRepeat && ++person.InStay > 1 ? "too many suggestions in a stay" : null;
            default:
                return null;
        }
    }

    private string? ComplaintOf(string id, Person person)
    {
        if (person.Visit is { } store && Now > EndsAt(person, store) + Tolerance) return $"a visit {Now - EndsAt(person, store)} after it had to end";
        var visit = _town.Grains[id].Visit;
        // The tracker took them for a shopper whom the neighbouring zones hear just as weakly. It learns again how loud they are when a scanner hears them.
        if (SilenceOf(person) > SilentAfter && SilenceOf(person) < DeafAfter) person.HeardFor = TimeSpan.Zero;
        var isTakenForNextDoor = IsInDeafZone(person) && visit is { Zone.IsUnknown: false } && visit.Store.Value == person.Store && visit.Zone.Value != person.Zone;
        person.WrongFor = isTakenForNextDoor ? person.WrongFor + Town.Step : TimeSpan.Zero;
        if (person.WrongFor > GlimpseMax)
            return $"in {visit?.Zone} though no scanner can hear them in {person.Zone}";
        if (SilenceOf(person) < SilentAfter)
            person.HeardFor = visit is not null && visit.Store.Value == person.Store && visit.Zone.Value == person.Zone ? person.HeardFor + Town.Step : TimeSpan.Zero;
        if (!IsSettled(person)) return null;
        return visit is null || visit.Store.Value != person.Store || visit.Zone.Value != person.Zone ? $"in {visit?.Store}/{visit?.Zone} instead of {person.Store}/{person.Zone}" : null;
    }

    private string? EndedWrong(Person person, string store, DateTimeOffset now)
    {
        if (person.ConsentAt is null) return null;
        var off = now - EndsAt(person, store);
        return off.Duration() <= Tolerance ? null : $"ended {off} from when it had to";
    }

    private bool WasEndedElsewhere(Told told) =>
        _town.Grains.Told.Skip(_seen + 1).FirstOrDefault(next => next.Shopper == told.Shopper && next.Decision is VisitStarted) is { } started && started.Now == told.Now;

    // Undisturbed for a while, heard all the time, and nothing is wrong with the scanners of their store.
    private bool IsSettled(Person person) =>
        person is { Store: { } store, Zone: not null, ConsentAt: { } since } && Now - since >= SettledAfter && IsUndisturbed(person)
        && Town.Zones.All(any => !_town.IsDeaf($"{store}/{any}"))
        && Now - person.Evidence.GetValueOrDefault(store) < TimeSpan.FromSeconds(5);

    private bool IsInDeafZone(Person person) =>
        person.HeardFor >= LearnedAfter && SilenceOf(person) >= DeafAfter;

    private bool IsUndisturbed(Person person) => Now - person.DisturbedAt >= SettledAfter;

    // How long the scanner of their zone has been silent.
    private TimeSpan SilenceOf(Person person) =>
        person is { Store: { } store, Zone: { } zone } ? Now - _reports.GetValueOrDefault($"{store}/{zone}", Now) : TimeSpan.Zero;

    private DateTimeOffset EndsAt(Person person, string store)
    {
        var at = person.Evidence.GetValueOrDefault(store);
        return (at > _town.Grains.HeldSince ? at : _town.Grains.HeldSince) + VisitEndsAfter;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private Person Of(string shopper)
    {
        if (!_people.TryGetValue(shopper, out var person)) _people[shopper] = person = new Person();
        return person;
    }

    private sealed class Person
    {
        /// <summary>Since when they agree; null: they do not.</summary>
        public DateTimeOffset? ConsentAt { get; set; }

        /// <summary>Newest evidence of each store since then.</summary>
        public Dictionary<string, DateTimeOffset> Evidence { get; } = [];

        public DateTimeOffset DisturbedAt { get; set; }

        /// <summary>Where they really are.</summary>
        public string? Store { get; set; }

        public string? Zone { get; set; }

        /// <summary>The store of the visit that was told; null: none.</summary>
        public string? Visit { get; set; }

        /// <summary>For how long without a break they were told in their zone while its scanner heard them: so long the tracker has learned how loud they are.</summary>
        public TimeSpan HeardFor { get; set; }

        /// <summary>For how long they have been told in a zone next to theirs, which is deaf.</summary>
        public TimeSpan WrongFor { get; set; }

        public int InVisit { get; set; }

        public int InStay { get; set; }

        public string Stay { get; set; } = "";
    }
}
