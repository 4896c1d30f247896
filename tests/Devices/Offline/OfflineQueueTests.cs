using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt.Offline;

namespace SmartStore.Devices.Tests.Offline;

/// <summary>The log on disk: what is stored is there after a crash, what is full says so, and what gives way is what may.</summary>
public sealed class OfflineQueueTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("offline-queue-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kept_messages_come_before_droppable_ones_each_in_their_order()
    {
        using var queue = Open();
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
        using var queue = Open();
        await StoreAsync(queue, QueueLane.Kept, "1");
        await StoreAsync(queue, QueueLane.Kept, "2");
        var first = queue.Take()!.Value;
        queue.PutBack(first);
        Assert.Equal(["1", "2"], Drain(queue));
    }

    [Fact]
    public async Task At_the_bound_on_messages_the_oldest_droppable_goes_and_a_kept_one_never()
    {
        using var queue = Open(o => o with { MessagesMax = 3 });
        await StoreAsync(queue, QueueLane.Droppable, "d1");
        await StoreAsync(queue, QueueLane.Kept, "k1");
        await StoreAsync(queue, QueueLane.Droppable, "d2");
        Assert.Equal(0, queue.Dropped);
        await StoreAsync(queue, QueueLane.Droppable, "d3");
        await StoreAsync(queue, QueueLane.Kept, "k2");
        await StoreAsync(queue, QueueLane.Kept, "k3");
        Assert.Equal((3, 3L, 0L), (queue.Count, queue.Dropped, queue.Refused));
        Assert.Equal(QueueOutcome.Full, await queue.AppendAsync(QueueLane.Kept, Bytes("k4")));
        Assert.Equal(QueueOutcome.Full, await queue.AppendAsync(QueueLane.Droppable, Bytes("d4")));
        Assert.Equal(2, queue.Refused);
        Assert.Equal(["k1", "k2", "k3"], Drain(queue));
    }

    [Fact]
    public async Task The_bound_on_bytes_holds_for_the_files_and_kept_messages_push_droppable_ones_out()
    {
        using var queue = Open(o => o with { BytesMax = 64 << 10 });
        var message = new byte[1000];
        for (var i = 0; i < 500; i++) Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Droppable, message));
        Assert.InRange(FileBytes(), 56 << 10, 64 << 10);
        Assert.Equal(500, queue.Count + queue.Dropped);
        var kept = 0;
        while (await queue.AppendAsync(QueueLane.Kept, message) == QueueOutcome.Stored) kept++;
        Assert.InRange(kept, 56, 64);
        Assert.InRange(FileBytes(), 56 << 10, 64 << 10);
        Assert.Equal(kept, queue.Count);
        Assert.Equal(1, queue.Refused);
    }

    [Fact]
    public async Task Space_comes_back_when_messages_are_done()
    {
        using var queue = Open(o => o with { BytesMax = 64 << 10 });
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Droppable, new byte[1000]));
            queue.Done(queue.Take()!.Value);
        }

        Assert.Equal((0, 0L), (queue.Count, queue.Dropped));
        Assert.InRange(FileBytes(), 0, 12 << 10);
    }

    [Fact]
    public async Task A_message_of_exactly_the_largest_size_is_stored_and_one_byte_more_is_not()
    {
        using var queue = Open(o => o with { MessageBytesMax = 100 });
        Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, new byte[100]));
        Assert.Equal(QueueOutcome.TooLarge, await queue.AppendAsync(QueueLane.Kept, new byte[101]));
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_process_that_was_killed()
    {
        using var queue = Open();
        for (var i = 0; i < 200; i++) await StoreAsync(queue, i % 2 == 0 ? QueueLane.Kept : QueueLane.Droppable, $"{i:000}");
        for (var i = 0; i < 70; i++) queue.Done(queue.Take()!.Value);
        // The files as a killed process leaves them: nothing was closed, nothing was told.
        using var after = Open(o => o with { Folder = Copy() });
        Assert.Equal(0, after.DamagedBytes);
        var left = Drain(after);
        // Done marks are written for each 32: at most so many come a second time, and none is missing.
        Assert.InRange(left.Count, 130, 130 + 32);
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 2 == 0 && i >= 140).Select(i => $"{i:000}"), left.Where(text => int.Parse(text) % 2 == 0 && int.Parse(text) >= 140));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{(2 * i) + 1:000}"), left.Where(text => int.Parse(text) % 2 == 1));
    }

    [Fact]
    public async Task A_log_cut_at_any_byte_gives_every_whole_message_before_the_cut_and_takes_new_ones()
    {
        var ends = new List<long>();
        using (var queue = Open())
        {
            for (var i = 0; i < 4; i++)
            {
                await StoreAsync(queue, QueueLane.Kept, $"message {i}");
                ends.Add(queue.Bytes);
            }
        }

        var file = Assert.Single(Directory.GetFiles(_folder, "kept-*.log"));
        var whole = await File.ReadAllBytesAsync(file);
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            var folder = Copy();
            await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(file)), whole[..cut]);
            var complete = ends.Count(end => end <= cut);
            using (var queue = Open(o => o with { Folder = folder }))
            {
                Assert.Equal(complete, queue.Count);
                Assert.Equal(cut - (complete == 0 ? 0 : ends[complete - 1]), queue.DamagedBytes);
                await StoreAsync(queue, QueueLane.Kept, "new");
            }

            using var again = Open(o => o with { Folder = folder });
            Assert.Equal([.. Enumerable.Range(0, complete).Select(i => $"message {i}"), "new"], Drain(again));
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_flipped_bit_costs_one_message_and_no_other()
    {
        using (var queue = Open())
            for (var i = 0; i < 5; i++) await StoreAsync(queue, QueueLane.Kept, $"message {i}");

        var file = Assert.Single(Directory.GetFiles(_folder, "kept-*.log"));
        var whole = await File.ReadAllBytesAsync(file);
        var recordBytes = whole.Length / 5;
        for (var bit = 0; bit < recordBytes * 8; bit++)
        {
            var folder = Copy();
            var damaged = whole.ToArray();
            damaged[(2 * recordBytes) + (bit / 8)] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(file)), damaged);
            using (var queue = Open(o => o with { Folder = folder }))
            {
                Assert.Equal(recordBytes, queue.DamagedBytes);
                Assert.Equal(["message 0", "message 1", "message 3", "message 4"], Drain(queue));
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_bytes_of_a_record_are_these()
    {
        using (var queue = Open()) await queue.AppendAsync(QueueLane.Kept, Bytes("abc"));
        var file = Assert.Single(Directory.GetFiles(_folder, "kept-*.log"));
        Assert.Equal("kept-0000000000000001.log", Path.GetFileName(file));
        // Magic, kind, length 11, checksum, sequence 1, "abc".
        Assert.Equal("A7" + "01" + "0B000000" + Checksum + "0100000000000000" + "616263", Convert.ToHexString(await File.ReadAllBytesAsync(file)));
    }

    [Fact]
    public void The_checksum_is_crc_32c() => Assert.Equal(0xE3069283u, Crc32C.Append(0, "123456789"u8));

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
    public void Two_processes_cannot_use_one_folder()
    {
        using var queue = Open();
        Assert.Throws<IOException>(() => Open());
    }

    [Fact]
    public async Task Concurrent_kept_messages_are_all_stored_once()
    {
        using (var queue = Open())
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => Assert.Equal(QueueOutcome.Stored, await queue.AppendAsync(QueueLane.Kept, Bytes($"{i:000}"))))));

        using var again = Open();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:000}"), Drain(again).Order(StringComparer.Ordinal));
    }

    private static string Checksum
    {
        get
        {
            var crc = new byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Append(0, Convert.FromHexString("010B0000000100000000000000616263")));
            return Convert.ToHexString(crc);
        }
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

    private long FileBytes() => Directory.GetFiles(_folder, "*.log").Sum(file => new FileInfo(file).Length);

    private string Copy()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.GetFiles(_folder, "*.log")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
