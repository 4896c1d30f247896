using Google.Protobuf;
using SmartStore.Core.Journal;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Journal;

/// <summary>Entries of the journal as rows of the store.</summary>
internal static class JournalForm
{
    /// <summary>A row.</summary>
    /// <param name="whose">The pseudonym of the shopper; empty: of nobody. An entry that is not personal gets none.</param>
    public static JournalRow Of(JournalEntry entry, string whose)
    {
        var (kind, body) = Body(entry);
        return new JournalRow(entry.At, entry.IsPersonal ? whose : "", kind, body.ToByteArray());
    }

    private static (string Kind, IMessage Body) Body(JournalEntry entry) => entry switch
    {
        DecisionEntry e => (JournalKind.Decision, new DecisionRow
        {
            StoreId = e.Store.Value,
            VisitId = e.Visit.Value,
            Cause = (int)e.Cause,
            Outcome = (int)e.Outcome,
            Kind = (int)e.Kind,
            Rule = e.Rule,
            SuggestionId = e.Suggestion.Value,
            Subjects = { e.Subjects },
            Repeat = e.IsRepeat,
        }),
        FeaturesEntry e => (JournalKind.Features, new FeaturesRow
        {
            StoreId = e.Store.Value,
            SuggestionId = e.Suggestion.Value,
            OpenItems = e.OpenItems,
            DoneItems = e.DoneItems,
            SentBefore = e.SentBefore,
            InVisitMs = (long)e.InVisit.TotalMilliseconds,
            InStayMs = (long)e.InStay.TotalMilliseconds,
            Have = e.Have,
            Missing = e.Missing,
            MissingMinor = e.MissingMinor,
        }),
        ResponseEntry e => (JournalKind.Response, new ResponseRow { StoreId = e.Store.Value, SuggestionId = e.Suggestion.Value, Kind = (int)e.Kind, Response = (int)e.Response }),
        AnswerEntry e => (JournalKind.Answer, new AnswerRow { StoreId = e.Store.Value, Outcome = (int)e.Outcome }),
        HandoverEntry e => (JournalKind.Handover, new HandoverRow { StoreId = e.Store.Value, Items = e.Items }),
        PickupEntry e => (JournalKind.Pickup, new PickupRow
        {
            StoreId = e.Store.Value,
            Event = (int)e.Event,
            TerminalId = e.Desk,
            WaitedMs = (long)e.Waited.TotalMilliseconds,
            Escalation = e.Escalation,
            Proof = e.Proof,
            Offline = e.IsOffline,
        }),
        ServiceEntry e => (JournalKind.Case, new CaseRow
        {
            StoreId = e.Store.Value,
            Event = (int)e.Event,
            Kind = (int)e.Kind,
            Topic = e.Topic,
            Rating = e.Rating,
            WaitedMs = (long)e.Waited.TotalMilliseconds,
            Escalation = e.Escalation,
            Outcome = (int)e.Outcome,
            ProductIds = { e.Products },
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry, "No row for this entry."),
    };
}
