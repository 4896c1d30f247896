using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Pickup;
using SmartStore.Flow.Tests.Processes;
using SmartStore.Flow.Tests.Shop;
using SmartStore.Mqtt.Client;
using SmartStore.Presence;
using SmartStore.Api.Terminals;
using SmartStore.Storage.Memory;
using SmartStore.Storage.Sqlite;

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

    [Fact]
    public async Task An_answer_that_was_left_reaches_a_terminal_whose_session_lasts()
    {
        const string terminal = "t-entrance";
        using var data = new FreshFolder();
        await using (var first = await ServerProcess.Start(data.Path))
        {
            await using (var client = Terminal(first))
            {
                await client.ConnectAsync(Eventually.Soon);
                await client.SubscribeAsync(Topics.Answers(CornerShop.Id, terminal), cancellation: Eventually.Soon);
            }

            await first.Child.Signal("TERM");
            await first.Child.End();
        }

        using (var database = SqliteDatabase.Open(data.Path))
            await LeftAnswer.Leave(await SqlitePartitionStore.Open(database, TimeProvider.System), LeftAnswer.To(terminal, "tap-1", "left"));

        await using var second = await ServerProcess.Start(data.Path);
        await using var again = Terminal(second);
        await again.ConnectAsync(Eventually.Soon);
        await foreach (var message in again.ReadMessagesAsync(Eventually.Soon))
        {
            Assert.Equal("left", Encoding.UTF8.GetString(message.Payload.Span));
            break;
        }
    }

    private static MqttClient Terminal(ServerProcess server) => new(new MqttClientOptions { Broker = server.Broker, ClientId = "terminal", CleanStart = false });

    private sealed class SentAnswers : ITerminalAnswers
    {
        public ConcurrentQueue<string> Bodies { get; } = [];

        public void Send(TapOrigin origin, ReadOnlyMemory<byte> body) => Bodies.Enqueue(Encoding.UTF8.GetString(body.Span));
    }
}
