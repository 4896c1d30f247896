using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Cases;
using SmartStore.Core.Suggestions;
using SmartStore.Grains.Cases;
using SmartStore.Grains.Members;

namespace SmartStore.Grains.Shoppers;

/// <summary>A shopper's state as it lies in the record.</summary>
/// <param name="heldSince">Since when this process knows the shopper: see <see cref="Woken"/>.</param>
internal sealed class ShopperForm(ShopperId id, ShopperRules rules, DateTimeOffset heldSince) : IStateForm<Shopper>
{
    public Shopper Empty => Shopper.Unknown(id);

    public bool CanBeErased => true;

    public MessageDescriptor Descriptor => ShopperState.Descriptor;

    public DateTimeOffset? WakeAt(Shopper state) => ShopperClock.WakeAt(state, rules, heldSince);

    public byte[] Write(Shopper state)
    {
        var stored = new ShopperState
        {
            Profile = state.Profile is { } profile ? new StoredProfile { Name = profile.Name, Tier = (int)profile.Tier, Child = profile.IsChild, GuardianId = profile.Guardian } : null,
            Consent = (int)state.Consent.Given,
            ConsentAt = StoredForm.Ms(state.Consent.At),
            PresenceSince = StoredForm.Ms(state.Consent.PresenceSince),
            List = { state.List.Select(StoredForm.Of) },
            Orders = { state.Orders.Select(StoredForm.Of) },
            Collects = { state.Collects.Select(Of) },
            Visit = state.Visit is { } visit ? VisitForm.Of(visit) : null,
            MovedAt = StoredForm.Ms(state.MovedAt),
            Sent = { state.Sent.Select(SuggestionForm.Of) },
            Quiet = { state.Quiet.Select(Of) },
            Answers = StoredForm.Of(state.Answers),
            Trace = { state.Trace.Select((entry, i) => Of(entry, i == 0 ? 0 : StoredForm.Ms(state.Trace[i - 1].At))) },
            ListVersion = state.ListVersion == 1 ? 0 : state.ListVersion,
            ConsentAsked = (int)state.Consent.Asked,
            PausedUntil = StoredForm.Ms(state.Consent.PausedUntil),
            ConsentText = state.Consent.TextVersion,
            ConsentEntry = state.Consent.LastEntry,
            Preferences = PreferencesForm.Of(state.Preferences, state.PreferencesVersion),
            ListEdits = { state.ListMemory.Edits },
            Cases = { state.Cases.Select(Of) },
            Erasing = Of(state.Erasing),
            PassEpoch = state.PassEpoch,
            SignedOutAt = StoredForm.Ms(state.SignedOutAt),
            ExportedAt = { state.ExportedAt.Select(at => StoredForm.Ms(at)) },
            ListRemoved = { state.ListMemory.Removed.Select(StoredForm.Of) },
            Home = state.Home is { } home ? Of(home) : null,
            Tried = { state.Tried.Select(tried => new StoredTried { Code = tried.Code, At = StoredForm.Ms(tried.At) }) },
        };
        return stored.ToByteArray();
    }

    public Shopper Read(ReadOnlySpan<byte> bytes)
    {
        var stored = ShopperState.Parser.ParseFrom(bytes);
        return new Shopper
        {
            Id = id,
            Profile = stored.Profile is { } profile ? new Profile(profile.Name, (Tier)profile.Tier) { IsChild = profile.Child, Guardian = profile.GuardianId } : null,
            Consent = new Consent((Purposes)stored.Consent, StoredForm.Time(stored.ConsentAt), StoredForm.Time(stored.PresenceSince))
            {
                Asked = (Purposes)stored.ConsentAsked,
                PausedUntil = StoredForm.TimeOrNone(stored.PausedUntil),
                TextVersion = stored.ConsentText,
                LastEntry = stored.ConsentEntry,
            },
            Preferences = stored.Preferences.ToPreferences(),
            PreferencesVersion = stored.Preferences?.Version ?? 0,
            List = [.. stored.List.Select(StoredForm.ToItem)],
            Orders = [.. stored.Orders.Select(StoredForm.ToOrder)],
            Collects = [.. stored.Collects.Select(ToCollectable)],
            Cases = [.. stored.Cases.Select(ToOwnCase)],
            Visit = stored.Visit is { } visit ? VisitForm.ToVisit(visit) : null,
            MovedAt = StoredForm.Time(stored.MovedAt),
            Sent = [.. stored.Sent.Select(SuggestionForm.ToSent)],
            Quiet = [.. stored.Quiet.Select(ToQuiet)],
            Answers = stored.Answers.ToAnswers(),
            Trace = ToTrace(stored.Trace),
            Erasing = ToErasing(stored.Erasing),
            PassEpoch = stored.PassEpoch,
            SignedOutAt = StoredForm.Time(stored.SignedOutAt),
            ExportedAt = [.. stored.ExportedAt.Select(StoredForm.Time)],
            ListVersion = stored.ListVersion == 0 ? 1 : stored.ListVersion,
            ListMemory = StoredForm.ToMemory(stored.ListEdits, stored.ListRemoved),
            Home = stored.Home is { } home ? ToHome(home) : null,
            Tried = [.. stored.Tried.Select(tried => new TriedCode(tried.Code, StoredForm.Time(tried.At)))],
        };
    }

    private static StoredErasing? Of(Erasing? erasing) => erasing is null ? null : new StoredErasing
    {
        Request = erasing.Request,
        At = StoredForm.Ms(erasing.At),
        AgainAt = StoredForm.Ms(erasing.AgainAt),
        Orders = { erasing.Orders.Select(order => order.Value) },
        Collects = { erasing.Collects.Select(order => order.Value) },
        Language = erasing.Language,
        Cases = { erasing.Cases.Select(id => id.Value) },
    };

    private static Erasing? ToErasing(StoredErasing? stored) => stored is null
        ? null
        : new Erasing(stored.Request, StoredForm.Time(stored.At), StoredForm.Time(stored.AgainAt), [.. stored.Orders.Select(order => new OrderId(order))], [.. stored.Collects.Select(order => new OrderId(order))], stored.Language) { Cases = [.. stored.Cases.Select(id => new CaseId(id))] };

    private static StoredCollectable Of(CollectableOrder order) => new()
    {
        OrderId = order.Id.Value,
        StoreId = order.Store.Value,
        State = (int)order.State,
        TerminalId = order.Terminal,
        EndedAt = StoredForm.Ms(order.EndedAt),
        CopyVersion = order.CopyVersion,
        OfHousehold = order.IsOfHousehold,
    };

    private static CollectableOrder ToCollectable(StoredCollectable stored) =>
        new(new OrderId(stored.OrderId), new StoreId(stored.StoreId), (OrderState)stored.State, stored.TerminalId, StoredForm.Time(stored.EndedAt), stored.CopyVersion) { IsOfHousehold = stored.OfHousehold };

    private static StoredOwnCase Of(OwnCase own) => new()
    {
        Id = own.Id.Value,
        Kind = (int)own.Kind,
        StoreId = own.Store.Value,
        State = (int)own.State,
        OpenedAt = StoredForm.Ms(own.OpenedAt),
        Version = own.Version,
        Content = own.Content is { } content ? CaseForm.Of(content) : null,
    };

    private static OwnCase ToOwnCase(StoredOwnCase stored) =>
        new(new CaseId(stored.Id), (CaseKind)stored.Kind, new StoreId(stored.StoreId), (CaseState)stored.State, StoredForm.Time(stored.OpenedAt), stored.Version)
        {
            Content = stored.Content is { } content ? CaseForm.ToCase(content) : null,
        };

    private static StoredHome Of(Home home) => new()
    {
        HouseholdId = home.Id.Value,
        Standing = (int)home.Standing,
        At = StoredForm.Ms(home.At),
        CopyVersion = home.CopyVersion,
        ListVersion = home.ListVersion,
        Items = { home.Items.Select(StoredForm.Of) },
        Wanted = { home.Wanted.Select(StoredForm.Of) },
        WantedCount = home.WantedCount,
    };

    private static Home ToHome(StoredHome stored) => new(new HouseholdId(stored.HouseholdId), (HomeStanding)stored.Standing, StoredForm.Time(stored.At))
    {
        CopyVersion = stored.CopyVersion,
        ListVersion = stored.ListVersion,
        Items = [.. stored.Items.Select(StoredForm.ToItem)],
        Wanted = [.. stored.Wanted.Select(StoredForm.ToItem)],
        WantedCount = stored.WantedCount,
    };

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
