using Google.Protobuf;
using SmartStore.Grains;
using SmartStore.Presence;

namespace SmartStore.Flow.Tests.Shop;

/// <summary>Answers to terminals as a process that died leaves them in the outbox: committed, and not published.</summary>
internal static class LeftAnswer
{
    /// <summary>An answer as it is stored (services/Presence/facts.proto, StoredAnswer).</summary>
    public static OutboxEntry To(string terminal, string tap, string body)
    {
        var origin = Message(ByteString.CopyFromUtf8(CornerShop.Id), ByteString.CopyFromUtf8(terminal), ByteString.CopyFromUtf8(tap));
        return Entry(tap, Message(origin, ByteString.CopyFromUtf8(body)).ToByteArray());
    }

    /// <summary>An entry that is no answer.</summary>
    public static OutboxEntry Unreadable(string id) => Entry(id, [0xFF, 0xFF, 0xFF]);

    /// <summary>Leaves entries in a store that nobody runs on.</summary>
    public static async Task Leave(IPartitionStore store, params IReadOnlyList<OutboxEntry> entries)
    {
        var lease = await store.Acquire(0, "test") ?? throw new InvalidOperationException("Somebody runs on this store.");
        var head = await store.Head(0);
        var commit = new PartitionCommit(lease, head, head.Position, null, "left", [], entries, []);
        Assert.Equal(CommitOutcome.Committed, (await store.Commit(commit)).Outcome);
        await store.Release(lease);
    }

    private static OutboxEntry Entry(string id, byte[] payload) => new(TapAnswers.Channel, id, DateTimeOffset.UnixEpoch, ExpiresAt: null, payload);

    // Fields 1, 2, ... of a message.
    private static ByteString Message(params IReadOnlyList<ByteString> fields)
    {
        using var bytes = new MemoryStream();
        using (var coded = new CodedOutputStream(bytes, leaveOpen: true))
        {
            for (var i = 0; i < fields.Count; i++)
            {
                coded.WriteTag(i + 1, WireFormat.WireType.LengthDelimited);
                coded.WriteBytes(fields[i]);
            }
        }

        return ByteString.CopyFrom(bytes.ToArray());
    }
}
