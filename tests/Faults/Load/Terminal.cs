using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;

namespace SmartStore.Faults.Tests.Load;

/// <summary>A terminal: sends each tap until it has its answer, under the same id, as terminals do.</summary>
internal sealed class TapTerminal : IAsyncDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(3);

    private readonly string _zone;
    private readonly Ledger _ledger;
    private readonly MqttLink _link;
    private readonly bool _answerCounts;
    private readonly bool _sendsOnce;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <param name="answerCounts">True: a broker stands between, so that only the answer says that the tap is taken.</param>
    /// <param name="sendsOnce">True: not as terminals do, a tap that was acknowledged is never sent again.</param>
    public TapTerminal(string zone, Func<int, (string Host, int Port)> brokers, int home, bool answerCounts, bool sendsOnce, Ledger ledger)
    {
        (_zone, _ledger, _answerCounts, _sendsOnce) = (zone, ledger, answerCounts, sendsOnce);
        _link = new MqttLink(brokers, $"terminal-{zone}", home, Topics.Answers(CornerShop.Id, CornerShop.Terminal(zone)), Hear, isTrusting: sendsOnce);
    }

    public string Receiver => $"terminal/{_zone}";

    /// <summary>Sends a tap that is in the ledger already, and waits for its answer.</summary>
    public async Task Tap(Fact tap, CancellationToken cancel)
    {
        var answered = _waiting[tap.Id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            await _link.Publish(Topics.Taps(CornerShop.Id, CornerShop.Terminal(_zone)), tap.Payload, cancel);
            if (!_answerCounts) _ledger.Acknowledge(tap);
            if (_sendsOnce) return;
            await answered.Task.WaitAsync(AgainAfter, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            if (!answered.Task.IsCompleted) continue;
            if (_answerCounts) _ledger.Acknowledge(tap);
            return;
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private void Hear(MqttApplicationMessage message)
    {
        var answer = message.ConvertPayloadToString();
        var id = JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!;
        _ledger.Hear(Receiver, Regular.TapSubject(id), 1, "", answer);
        if (_waiting.TryGetValue(id, out var answered)) answered.TrySetResult();
    }
}
