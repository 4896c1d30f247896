using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>A shopper as stored bytes and back.</summary>
internal static class ShopperBytes
{
    /// <summary>Version that this process writes. It reads every older one.</summary>
    public const uint Version = 1;

    /// <returns>Empty for a shopper nobody has created.</returns>
    public static byte[] Write(Shopper shopper)
    {
        if (shopper.Profile is not { } profile) return [];
        var state = new ShopperState
        {
            Version = Version,
            Profile = new StoredProfile { Name = profile.Name, Tier = (int)profile.Tier, Tags = { profile.Tags }, Child = profile.IsChild, GuardianId = profile.Guardian },
            Consent = (int)shopper.Consent.Given,
            ConsentAt = StoredForm.Ms(shopper.Consent.At),
            MovedAt = StoredForm.Ms(shopper.MovedAt),
            List = { shopper.List.Select(StoredForm.Of) },
            Orders = { shopper.Orders.Select(StoredForm.Of) },
            Visit = shopper.Visit is { } visit ? Of(visit) : null,
            Sent = { shopper.Sent.Select(sent => Of(sent, shopper.Visit?.Id)) },
            Quiet = { shopper.Quiet.Select(Of) },
            Answered = UnsafeByteOperations.UnsafeWrap(shopper.Answers.Packed),
            Trace = { shopper.Trace.Select((entry, i) => Of(entry, i == 0 ? 0 : StoredForm.Ms(shopper.Trace[i - 1].At))) },
        };
        return state.ToByteArray();
    }

    /// <exception cref="InvalidDataException">No state of a shopper, or one that a newer version wrote.</exception>
    public static Shopper Read(ShopperId id, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return Shopper.Nobody(id);
        var state = Parse(bytes);
        return new Shopper
        {
            Id = id,
            Profile = new Profile(state.Profile.Name, (Tier)state.Profile.Tier, [.. state.Profile.Tags]) { IsChild = state.Profile.Child, Guardian = state.Profile.GuardianId },
            Consent = new Consent((Purposes)state.Consent, StoredForm.Time(state.ConsentAt)),
            MovedAt = StoredForm.Time(state.MovedAt),
            List = [.. state.List.Select(StoredForm.ToItem)],
            Orders = [.. state.Orders.Select(StoredForm.ToOrder)],
            Visit = state.Visit is { } visit ? ToVisit(visit) : null,
            Sent = [.. state.Sent.Select(sent => ToSent(sent, state.Visit?.Id ?? ""))],
            Quiet = [.. state.Quiet.Select(ToQuiet)],
            Answers = StoredForm.ToAnswers(state.Answered, state.Answers),
            Trace = ToTrace(state.Trace),
        };
    }

    private static ShopperState Parse(ReadOnlySpan<byte> bytes)
    {
        ShopperState state;
        try
        {
            state = ShopperState.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("The stored bytes are no state of a shopper.", e);
        }
        if (state.Version is 0 or > Version || state.Profile is null)
            throw new InvalidDataException($"The stored state of a shopper has version {state.Version}; this process reads 1 to {Version}.");
        return state;
    }

    private static StoredVisit Of(Visit visit) => new()
    {
        Id = visit.Id.Value,
        StoreId = visit.Store.Value,
        StartedAt = StoredForm.Ms(visit.StartedAt),
        ZoneId = visit.Zone.Value ?? "",
        KnownZoneId = visit.KnownZone.Value ?? "",
        EvidenceAt = StoredForm.Ms(visit.EvidenceAt),
        Suggestions = visit.Suggestions,
        Recipes = visit.Recipes,
        SuggestedInStay = visit.SuggestedInStay,
        BoughtCare = visit.BoughtCare,
        StaffTold = visit.StaffTold,
        StaySince = visit.StaySince == visit.StartedAt ? 0 : StoredForm.Ms(visit.StaySince),
        StayProven = visit.StayProven,
        LeftZoneId = visit.Left?.Zone.Value ?? "",
        LeftSince = visit.Left is null ? 0 : StoredForm.Ms(visit.Left.Since),
        LeftAt = visit.Left is null ? 0 : StoredForm.Ms(visit.Left.At),
        LeftSuggested = visit.Left is { Suggested: true },
    };

    private static Visit ToVisit(StoredVisit visit) => new(
        new VisitId(visit.Id), new StoreId(visit.StoreId), StoredForm.Time(visit.StartedAt), new ZoneId(visit.ZoneId), new ZoneId(visit.KnownZoneId),
        StoredForm.Time(visit.StaySince == 0 ? visit.StartedAt : visit.StaySince), visit.StayProven,
        visit.LeftZoneId.Length == 0 ? null : new LeftZone(new ZoneId(visit.LeftZoneId), StoredForm.Time(visit.LeftSince), StoredForm.Time(visit.LeftAt), visit.LeftSuggested),
        StoredForm.Time(visit.EvidenceAt), visit.Suggestions, visit.Recipes, visit.SuggestedInStay, visit.BoughtCare, visit.StaffTold);

    private static StoredSent Of(SentSuggestion sent, VisitId? open) => new()
    {
        Id = sent.Id.Value,
        Subjects = { sent.Subjects.Select(subject => new StoredSubject { Kind = (int)subject.Kind, Value = subject.Value }) },
        VisitId = sent.Visit == open ? "" : sent.Visit.Value,
        SentAt = StoredForm.Ms(sent.SentAt),
        ExpiresAt = StoredForm.Ms(sent.ExpiresAt),
        Status = (int)sent.Status,
        ComesBackAt = sent.ComesBackAt is { } back ? StoredForm.Ms(back) : 0,
        Content = sent.Content is { } content ? SuggestionBytes.Of(content) : null,
    };

    private static SentSuggestion ToSent(StoredSent sent, string open)
    {
        var expiresAt = StoredForm.Time(sent.ExpiresAt);
        Subject[] subjects = [.. sent.Subjects.Select(subject => new Subject((SuggestionKind)subject.Kind, subject.Value))];
        var id = new SuggestionId(sent.Id);
        return new SentSuggestion(
            id, subjects, new VisitId(sent.VisitId.Length == 0 ? open : sent.VisitId), StoredForm.Time(sent.SentAt), expiresAt, (SentStatus)sent.Status,
            sent.ComesBackAt == 0 ? null : StoredForm.Time(sent.ComesBackAt),
            sent.Content is { } content ? SuggestionBytes.ToSuggestion(content, id, subjects[0].Kind, expiresAt) : null);
    }

    private static StoredQuiet Of(QuietSubject quiet) =>
        new() { Kind = (int)quiet.Subject.Kind, Value = quiet.Subject.Value, Until = quiet.IsForEver ? 0 : StoredForm.Ms(quiet.Until) };

    private static QuietSubject ToQuiet(StoredQuiet quiet) =>
        new(new Subject((SuggestionKind)quiet.Kind, quiet.Value), quiet.Until == 0 ? DateTimeOffset.MaxValue : StoredForm.Time(quiet.Until));

    private static StoredTrace Of(TraceEntry entry, long before) =>
        new() { At = StoredForm.Ms(entry.At) - before, Cause = (int)entry.Cause, Outcome = (int)entry.Outcome, Subject = entry.Subject };

    private static TraceEntry[] ToTrace(IEnumerable<StoredTrace> stored)
    {
        var at = 0L;
        return [.. stored.Select(entry => new TraceEntry(StoredForm.Time(at += entry.At), (Cause)entry.Cause, (Outcome)entry.Outcome, entry.Subject))];
    }
}
