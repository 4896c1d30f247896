using Orleans.Runtime;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Taps;

/// <summary>Answers a message of a terminal by what the grains say to it, or says that it is to be sent again.</summary>
internal static class TerminalReply
{
    /// <param name="ask">Asks the grains; said again it counts once.</param>
    /// <param name="refused">What the terminal is told when a repeat would not help.</param>
    public static async Task<TapResult> Take(ITrackedStore store, Terminal terminal, string responseTopic, byte[] correlation, Func<Task<TapAnswer>> ask, Func<TapAnswer> refused)
    {
        try
        {
            return Of(DeviceAnswer.Accepted, store, terminal, await ask(), responseTopic, correlation);
        }
        catch (OrleansException error) when (Lasting.ReasonOf(error) is { } reason)
        {
            // A repeat would end the same way, and would hold up what comes behind it for ever.
            store.Refuse(terminal.Id, reason);
            return Of(DeviceAnswer.Unusable, store, terminal, refused(), responseTopic, correlation);
        }
        catch (OrleansException)
        {
            // The store is busy or away. The terminal sends it again.
            return new TapResult(DeviceAnswer.TryAgain);
        }
    }

    /// <summary>An answer on the topic where the terminal waits for it.</summary>
    public static TapResult Of(DeviceAnswer how, ITrackedStore store, Terminal terminal, TapAnswer answer, string responseTopic, byte[] correlation) =>
        new(how, new TerminalMessage(responseTopic.Length > 0 ? responseTopic : Topics.Answers(store.Id, terminal.Id), correlation, answer.ToJson()));
}

/// <summary>Failures of grains that a repeat does not mend.</summary>
internal static class Lasting
{
    /// <summary>As it is counted; null: a repeat may help.</summary>
    public static string? ReasonOf(OrleansException error) => error switch
    {
        FactQuarantinedException => "quarantined",
        StoreDamagedException => "damaged",
        RecordTooLargeException => "record_too_large",
        _ => null,
    };
}
