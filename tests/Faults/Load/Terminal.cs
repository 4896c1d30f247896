using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;

namespace SmartStore.Faults.Tests.Load;

/// <summary>A terminal: sends each tap, and as a locker each report about a door, until it has its answer, under the same id, as terminals do.</summary>
internal sealed class TapTerminal : IAsyncDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(3);

    private readonly string _terminal;
    private readonly Ledger _ledger;
    private readonly MqttLink _link;
    private readonly bool _answerCounts;
    private readonly bool _sendsOnce;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _waiting = new(StringComparer.Ordinal);

    /// <param name="terminal">As the store's layout names it.</param>
    /// <param name="answerCounts">True: a broker stands between, so that only the answer says that the tap is taken.</param>
    /// <param name="sendsOnce">True: not as terminals do, a tap that was acknowledged is never sent again.</param>
    public TapTerminal(string terminal, Func<int, (string Host, int Port)> brokers, int home, bool answerCounts, bool sendsOnce, Ledger ledger)
    {
        (_terminal, _ledger, _answerCounts, _sendsOnce) = (terminal, ledger, answerCounts, sendsOnce);
        _link = new MqttLink(brokers, $"terminal-{terminal}", home, Topics.Answers(CornerShop.Id, terminal), Hear, isTrusting: sendsOnce);
    }

    public string Receiver => $"terminal/{_terminal}";

    /// <summary>How the answer to a message with this id is named in the ledger.</summary>
    public static string AnswerTo(string id) => $"answer/{id}";

    /// <summary>Sends a tap that is in the ledger already, and waits for its answer.</summary>
    /// <returns>The answer; empty: this terminal does not wait for it.</returns>
    public Task<string> Tap(Fact tap, CancellationToken cancel) => Say(Topics.Taps(CornerShop.Id, _terminal), tap.Id, () => tap.Payload, tap, cancel);

    /// <summary>Reports what became of a door, and waits for the answer. What it brings about is in the ledger already.</summary>
    /// <param name="payload">Made anew each time, because it says when it was sent.</param>
    public Task<string> Report(string id, Func<string> payload, Fact fact, CancellationToken cancel) => Say(Topics.Handovers(CornerShop.Id, _terminal), id, payload, fact, cancel);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task<string> Say(string topic, string id, Func<string> payload, Fact fact, CancellationToken cancel)
    {
        var answered = _waiting[id] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            await _link.Publish(topic, payload(), cancel);
            if (!_answerCounts) _ledger.Acknowledge(fact);
            if (_sendsOnce) return "";
            await ((Task)answered.Task.WaitAsync(AgainAfter, cancel)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            if (!answered.Task.IsCompleted) continue;
            if (_answerCounts) _ledger.Acknowledge(fact);
            return await answered.Task;
        }
    }

    private void Hear(MqttApplicationMessage message)
    {
        var answer = message.ConvertPayloadToString();
        var id = JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!;
        _ledger.Hear(Receiver, AnswerTo(id), 1, "", answer);
        if (_waiting.TryGetValue(id, out var answered)) answered.TrySetResult(answer);
    }
}
