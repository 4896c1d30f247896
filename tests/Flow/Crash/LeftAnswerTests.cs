using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Core.Pickup;
using SmartStore.Flow.Tests.Shop;
using SmartStore.Presence;
using SmartStore.Push.Terminals;
using SmartStore.Storage.Memory;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>Answers that were committed, and not published before the process died.</summary>
public sealed class LeftAnswerTests
{
    [Fact]
    public async Task An_answer_that_cannot_be_read_does_not_stop_those_behind_it()
    {
        var store = new FaultyMemoryStore(1, TimeProvider.System);
        await LeftAnswer.Leave(store, LeftAnswer.Unreadable("damaged"), LeftAnswer.To("t-entrance", "tap-1", "one"));
        var sent = new SentAnswers();
        using var dispatcher = new AnswerDispatcher(store, sent, TimeProvider.System, NullLogger<AnswerDispatcher>.Instance);

        await dispatcher.StartAsync(CancellationToken.None);
        await Eventually.Is(() => !sent.Bodies.IsEmpty, () => $"the answer behind it; {dispatcher.ExecuteTask?.Exception}");

        Assert.Equal(["one"], sent.Bodies);
        await Eventually.Is(async () => (await store.ReadOutbox(TapAnswers.Channel, 0, 10)).Entries.Count == 0, () => "both trimmed");
        await dispatcher.StopAsync(CancellationToken.None);
    }

    private sealed class SentAnswers : ITerminalAnswers
    {
        public ConcurrentQueue<string> Bodies { get; } = [];

        public void Send(TapOrigin origin, ReadOnlyMemory<byte> body) => Bodies.Enqueue(Encoding.UTF8.GetString(body.Span));
    }
}
