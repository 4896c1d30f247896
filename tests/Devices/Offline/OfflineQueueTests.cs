using System.Buffers;
using MQTTnet;
using SmartStore.Link.Offline;

namespace SmartStore.Devices.Tests.Offline;

/// <summary>The queue on disk: what is stored is there after a crash, what is full says so, and what gives way is what may.</summary>
public sealed class OfflineQueueTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("offline-queue-").FullName;

    private string Database => Path.Combine(_folder, "queue.db");

    private string Log => Database + "-wal";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kept_messages_come_before_droppable_ones_each_in_their_order()
    {
        await using var queue = Open();
        await StoreAsync(queue, QueueLane.Droppable, "d1");
        await StoreAsync(queue, QueueLane.Kept, "k1");
        await StoreAsync(queue, QueueLane.Kept, "k2");
        await StoreAsync(queue, QueueLane.Droppable, "d2");
        Assert.Equal(["k1", "k2", "d1", "d2"], Drain(queue));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_message_put_back_is_the_next_one_again()
    {
        await using var queue = Open();
        await StoreAsync(queue, QueueLane.Kept, "1");
        await StoreAsync(queue, QueueLane.Kept, "2");
        var first = queue.Take()!.Value;
        queue.PutBack(first);
        Assert.Equal(["1", "2"], Drain(queue));
    }

    [Fact]
    public async Task At_the_bound_on_messages_the_oldest_droppable_goes_and_a_kept_one_never()
    {
        await using var queue = Open(o => o with { MessagesMax = 3 });
        await StoreAsync(queue, QueueLane.Droppable, "d1");
        await StoreAsync(queue, QueueLane.Kept, "k1");
        await StoreAsync(queue, QueueLane.Droppable, "d2");
        Assert.Equal(0, queue.Dropped);
        await StoreAsync(queue, QueueLane.Droppable, "d3");
        await StoreAsync(queue, QueueLane.Kept, "k2");
        await StoreAsync(queue, QueueLane.Kept, "k3");
        Assert.Equal((3, 3L), (queue.Count, queue.Dropped));
        Assert.Equal(QueueOutcome.Full, await queue.AppendAsync(QueueLane.Kept, Bytes("k4")));
        Assert.Equal(QueueOutcome.Full, await queue.AppendAsync(QueueLane.Droppable, Bytes("d4")));
        Assert.Equal(["k1", "k2", "k3"], Drain(queue));
    }

    [Fact]
    public async Task At_the_bound_on_bytes_the_oldest_droppable_goes_and_a_kept_one_never()
    {
        await using var queue = Open(o => o with { BytesMax = 64 << 10 });
        var eighth = new byte[8 << 10];
        for (var i = 0; i < 8; i++) Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Droppable, eighth));
        Assert.Equal((8, 0L), (queue.Count, queue.Dropped));
        await StoreAsync(queue, QueueLane.Droppable, "d");
        Assert.Equal((8, 1L), (queue.Count, queue.Dropped));
        for (var i = 0; i < 8; i++) Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, eighth));
        Assert.Equal((8, 9L), (queue.Count, queue.Dropped));
        Assert.Equal(QueueOutcome.Full, await queue.AppendAsync(QueueLane.Kept, [1]));
        Assert.Equal(QueueOutcome.Full, await queue.AppendAsync(QueueLane.Droppable, [1]));
        queue.Done(queue.Take()!.Value);
        Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, eighth));
    }

    // The size of which SQLite puts the fewest into a page: one. Ten times the bound passes through.
    [Fact]
    public async Task The_file_takes_no_more_than_twice_the_bound_however_much_passes_through()
    {
        const int bytesMax = 1 << 20;
        await using (var queue = Open(o => o with { BytesMax = bytesMax }))
        {
            await Task.WhenAll(Enumerable.Range(0, 10 * bytesMax / 2100).Select(_ => queue.AppendAsync(QueueLane.Droppable, new byte[2100]).AsTask()));
            Assert.Equal(bytesMax / 2100, queue.Count);
            Assert.InRange(new FileInfo(Log).Length, 1, 6 << 20);
        }

        Assert.InRange(new FileInfo(Database).Length, bytesMax, 2 * bytesMax);
    }

    [Fact]
    public async Task A_message_that_is_dropped_while_it_is_on_its_way_takes_no_other_with_it()
    {
        await using var queue = Open(o => o with { MessagesMax = 1 });
        await StoreAsync(queue, QueueLane.Droppable, "old");
        var old = queue.Take()!.Value;
        await StoreAsync(queue, QueueLane.Droppable, "new");
        queue.Done(old);
        Assert.Equal(["new"], Drain(queue));
    }

    [Fact]
    public async Task A_message_of_exactly_the_largest_size_is_stored_and_one_byte_more_is_not()
    {
        await using var queue = Open(o => o with { MessageBytesMax = 100 });
        Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, new byte[100]));
        Assert.Equal(QueueOutcome.TooLarge, await queue.AppendAsync(QueueLane.Kept, new byte[101]));
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_process_that_was_killed_and_what_was_done_is_not()
    {
        await using var queue = Open();
        for (var i = 0; i < 200; i++) await StoreAsync(queue, i % 2 == 0 ? QueueLane.Kept : QueueLane.Droppable, $"{i:000}");
        for (var i = 0; i < 70; i++) queue.Done(queue.Take()!.Value);
        queue.Take();
        // The files as a killed process leaves them: nothing was closed, nothing was told.
        await using var after = Open(o => o with { Folder = Copy() });
        Assert.Equal([.. Enumerable.Range(70, 30).Select(i => $"{2 * i:000}"), .. Enumerable.Range(0, 100).Select(i => $"{(2 * i) + 1:000}")], Drain(after));
        Assert.Equal(0, after.DamagedFiles);
    }

    [Fact]
    public async Task A_log_that_is_cut_gives_every_message_whose_commit_is_whole_and_takes_new_ones()
    {
        await using var queue = Open();
        var ends = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            await StoreAsync(queue, QueueLane.Kept, $"message {i}");
            ends.Add(new FileInfo(Log).Length);
        }

        // A step that is prime meets every kind of place: the head of the log, the head of a page and the middle of one.
        for (var cut = 0L; cut <= ends[^1]; cut += 499)
        {
            var folder = Copy();
            await using (var log = new FileStream(Path.Combine(folder, Path.GetFileName(Log)), FileMode.Open)) log.SetLength(cut);
            await using (var torn = Open(o => o with { Folder = folder })) await StoreAsync(torn, QueueLane.Kept, "new");
            await using var again = Open(o => o with { Folder = folder });
            Assert.Equal([.. ends.Select((end, i) => (end, i)).Where(stored => stored.end <= cut).Select(stored => $"message {stored.i}"), "new"], Drain(again));
            Assert.Equal(0, again.DamagedFiles);
        }
    }

    [Theory]
    [InlineData(0)] // the head of the file
    [InlineData(100)] // the table of contents
    [InlineData(3 * 4096)] // a page of messages
    public async Task A_damaged_file_is_set_aside_and_counted_and_a_new_one_takes_messages(int at)
    {
        await using (var queue = Open())
            for (var i = 0; i < 50; i++) Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, new byte[1000]));
        var damaged = await File.ReadAllBytesAsync(Database);
        damaged.AsSpan(at, 16).Fill(0xFF);
        await File.WriteAllBytesAsync(Database, damaged);

        await using (var queue = Open())
        {
            Assert.Equal((1, 0), (queue.DamagedFiles, queue.Count));
            Assert.Equal(damaged, await File.ReadAllBytesAsync(Database + ".damaged"));
            await StoreAsync(queue, QueueLane.Kept, "new");
        }

        await using var again = Open();
        Assert.Equal(0, again.DamagedFiles);
        Assert.Equal(["new"], Drain(again));
    }

    [Fact]
    public async Task A_file_that_lost_its_end_is_set_aside()
    {
        await using (var queue = Open())
            for (var i = 0; i < 50; i++) Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, new byte[1000]));
        await using (var file = new FileStream(Database, FileMode.Open)) file.SetLength(5 * 4096);
        await using var cut = Open();
        Assert.Equal((1, 0), (cut.DamagedFiles, cut.Count));
    }

    [Fact]
    public void The_bytes_of_a_message_are_these_and_read_back_the_same()
    {
        var message = new MqttApplicationMessage
        {
            Topic = "t",
            PayloadSegment = Bytes("p"),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            MessageExpiryInterval = 60,
            ResponseTopic = "r",
            CorrelationData = [7],
        };
        var bytes = QueuedMessage.Write(message, s_now);
        Assert.Equal("01" + "19" + "0068E5CF8B010000" + "010074" + "3C000000" + "010072" + "010007" + "70", Convert.ToHexString(bytes));
        var read = QueuedMessage.Read(bytes, s_now + TimeSpan.FromSeconds(20))!;
        Assert.Equal((message.Topic, message.QualityOfServiceLevel, 40u, message.ResponseTopic), (read.Topic, read.QualityOfServiceLevel, read.MessageExpiryInterval, read.ResponseTopic));
        Assert.Equal(message.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(message.CorrelationData, read.CorrelationData);
    }

    [Fact]
    public void A_message_that_expired_in_the_queue_is_not_sent() =>
        Assert.Null(QueuedMessage.Read(QueuedMessage.Write(new MqttApplicationMessage { Topic = "t", MessageExpiryInterval = 5 }, s_now), s_now + TimeSpan.FromSeconds(5)));

    [Fact]
    public void A_message_of_a_later_version_is_left_for_it() =>
        Assert.Throws<NotSupportedException>(() => QueuedMessage.Read([2, 0], s_now));

    [Fact]
    public async Task Two_processes_cannot_use_one_folder_at_a_time()
    {
        await using (Open()) Assert.Throws<IOException>(() => Open());
        await using var next = Open();
        await StoreAsync(next, QueueLane.Kept, "1");
    }

    [Fact]
    public async Task A_queue_that_is_closed_stores_nothing()
    {
        var queue = Open();
        await queue.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.AppendAsync(QueueLane.Kept, [1]).AsTask());
        Assert.Null(queue.Take());
    }

    [Fact]
    public async Task Concurrent_kept_messages_are_all_stored_once()
    {
        await using (var queue = Open())
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, Bytes($"{i:000}"))))));

        await using var again = Open();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:000}"), Drain(again).Order(StringComparer.Ordinal));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task StoreAsync(OfflineQueue queue, QueueLane lane, string text) => Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(lane, Bytes(text)));

    private static List<string> Drain(OfflineQueue queue)
    {
        var all = new List<string>();
        while (queue.Take() is { } entry)
        {
            all.Add(Encoding.UTF8.GetString(entry.Message));
            queue.Done(entry);
        }

        return all;
    }

    private OfflineQueue Open(Func<OfflineQueueOptions, OfflineQueueOptions>? with = null)
    {
        var options = new OfflineQueueOptions { Folder = _folder };
        return new OfflineQueue(with is null ? options : with(options));
    }

    private string Copy()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in (string[])[Database, Log]) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
