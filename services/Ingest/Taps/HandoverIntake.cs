using Orleans.Runtime;
using SmartStore.Core;
using SmartStore.Core.Orders;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>Takes what a locker reports. Ends when it is on disk and answered, or cannot be.</summary>
/// <param name="responseTopic">Checked to lie below the terminal's prefix; empty: its answers topic.</param>
/// <param name="correlation">To be sent back; empty: nothing.</param>
public delegate Task<TapResult> HandoverHandler(ITrackedStore store, Terminal terminal, LockerReport report, string responseTopic, byte[] correlation);

/// <summary>Takes what lockers report from their topic to the orders, and answers <c>{"id","outcome":"ok|unknown|conflict"}</c>.</summary>
public sealed class HandoverIntake(LockerCalls calls)
{
    /// <inheritdoc cref="HandoverHandler"/>
    public async Task<TapResult> Take(ITrackedStore store, Terminal terminal, LockerReport report, string responseTopic, byte[] correlation)
    {
        try
        {
            var outcome = await calls.Tell(new StoreId(store.Id), terminal.Id, report);
            return new TapResult(DeviceAnswer.Accepted, Reply(store, terminal, report, outcome, responseTopic, correlation));
        }
        catch (OrleansException error) when (Lasting.ReasonOf(error) is { } reason)
        {
            // A repeat would end the same way, and would hold up the reports behind it for ever.
            store.Refuse(terminal.Id, reason);
            return Refuse(store, terminal, report, responseTopic, correlation);
        }
        catch (OrleansException)
        {
            // The store is busy or away. The terminal sends the report again; as the same fact it counts once.
            return new TapResult(DeviceAnswer.TryAgain);
        }
    }

    /// <summary>Answers a report that can never be taken.</summary>
    public static TapResult Refuse(ITrackedStore store, Terminal terminal, LockerReport report, string responseTopic, byte[] correlation) =>
        new(DeviceAnswer.Unusable, Reply(store, terminal, report, ReportOutcome.Unknown, responseTopic, correlation));

    private static TerminalMessage Reply(ITrackedStore store, Terminal terminal, LockerReport report, ReportOutcome outcome, string responseTopic, byte[] correlation)
    {
        var word = outcome switch { ReportOutcome.Ok => "ok", ReportOutcome.Conflict => "conflict", _ => "unknown" };
        return new(responseTopic.Length > 0 ? responseTopic : Topics.Answers(store.Id, terminal.Id), correlation, JsonSerializer.SerializeToUtf8Bytes(new { id = report.Id, outcome = word }));
    }
}
