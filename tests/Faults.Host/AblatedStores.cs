using Google.Protobuf;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Stored;

namespace SmartStore.Faults.Host;

/// <summary>A store that hands everything on; those that leave something out begin here.</summary>
internal abstract class HandingOn(IStateStore store) : IStateStore
{
    public string Life => store.Life;

    public Task Damaged => store.Damaged;

    public bool IsShared => store.IsShared;

    public bool IsReached => store.IsReached;

    protected IStateStore Store => store;

    public virtual ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default) => store.Read(key, cancel);

    public abstract ValueTask<long> Write(RecordWrite write);

    public ValueTask<IReadOnlyList<DueRecord>> Due(DateTimeOffset until, int max, CancellationToken cancel = default) => store.Due(until, max, cancel);

    public ValueTask<IReadOnlyList<StoredJournalRow>> Journal(long after, int max, CancellationToken cancel = default) => store.Journal(after, max, cancel);

    public IAsyncEnumerable<string> Keys(string prefix, CancellationToken cancel = default) => store.Keys(prefix, cancel);

    public ValueTask Purge(IReadOnlyList<string> kinds) => store.Purge(kinds);

    public ValueTask ForgetJournal(string pseudonym) => store.ForgetJournal(pseudonym);

    public ValueTask<JournalTrimmed> TrimJournal(DateTimeOffset before, long bytesMax, CancellationToken cancel = default) => store.TrimJournal(before, bytesMax, cancel);

    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default) => store.Documents(kind, after, cancel);

    public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null) => store.PutDocument(kind, id, body, expected);
}

/// <summary>Does not check that a record is still the one that was read: of two activations the last one wins.</summary>
internal sealed class UncheckedStore(IStateStore store) : HandingOn(store)
{
    public override async ValueTask<long> Write(RecordWrite write)
    {
        while (true)
        {
            try
            {
                return await Store.Write(write);
            }
            catch (StoreConflictException) when (!write.IsWakeAlone)
            {
                write = write with { ExpectedRevision = (await Store.Read(write.Key))?.Revision ?? 0 };
            }
        }
    }
}

/// <summary>Says that a record is written before it is, so that answers and updates leave before the write.</summary>
internal sealed class HastyStore(IStateStore store) : HandingOn(store)
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);

    public override async ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default)
    {
        lock (_gate)
            if (_pending.TryGetValue(key, out var pending)) return pending.Row;
        return await Store.Read(key, cancel);
    }

    public override ValueTask<long> Write(RecordWrite write)
    {
        // Left out: no answer depends on a wake time that moves alone.
        if (write.IsWakeAlone) return new ValueTask<long>(write.ExpectedRevision);
        lock (_gate)
        {
            var held = _pending.GetValueOrDefault(write.Key);
            if (held is not null && held.Row.Revision != write.ExpectedRevision) throw new StoreConflictException("Another revision.");
            var pending = new Pending(new StoredRow(write.ExpectedRevision + 1, write.WakeAt, write.Body?.ToArray() ?? []), held?.Stored ?? Task.FromResult(write.ExpectedRevision));
            pending = pending with { Stored = WriteLater(write, pending.Stored) };
            _pending[write.Key] = pending;
            return new ValueTask<long>(pending.Row.Revision);
        }
    }

    private async Task<long> WriteLater(RecordWrite write, Task<long> before)
    {
        await Task.Delay(Later);
        return await Store.Write(write with { ExpectedRevision = await before });
    }

    /// <param name="Row">As its grain believes it to be stored.</param>
    /// <param name="Stored">The revision under which it is stored, later.</param>
    private sealed record Pending(StoredRow Row, Task<long> Stored);
}

/// <summary>A clock that is so much fast.</summary>
internal sealed class FastClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}

/// <summary>What a newer program would write: each record has a field more, in the record itself and in its state. It says of which records the field is gone.</summary>
internal sealed class NewerStore(IStateStore store) : HandingOn(store)
{
    public override async ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default)
    {
        var row = await Store.Read(key, cancel);
        if (row is not null && Envelope.Parser.ParseFrom(row.Body) is { Fields: NewerField.Number } record && !(NewerField.IsIn(row.Body) && NewerField.IsIn(record.State.ToByteArray())))
            Console.Error.WriteLine($"A field was lost from {key}.");
        return row;
    }

    public override ValueTask<long> Write(RecordWrite write)
    {
        if (write.Body is not { } body) return Store.Write(write);
        var record = Envelope.Parser.ParseFrom(body.Span);
        record.Fields = NewerField.Number;
        record.State = ByteString.CopyFrom(NewerField.With(record.State.ToByteArray()));
        return Store.Write(write with { Body = NewerField.With(record.ToByteArray()) });
    }
}

/// <summary>Writes what this program knows, and nothing of what a newer one wrote.</summary>
internal sealed class ForgetfulStore(IStateStore store) : HandingOn(store)
{
    public override ValueTask<long> Write(RecordWrite write)
    {
        if (write.Body is not { } body) return Store.Write(write);
        var record = Envelope.Parser.WithDiscardUnknownFields(true).ParseFrom(body.Span);
        record.State = ByteString.CopyFrom(NewerField.Without(record.State.ToByteArray()));
        return Store.Write(write with { Body = record.ToByteArray() });
    }
}

/// <summary>A field that no message has yet.</summary>
internal static class NewerField
{
    public const int Number = 1_000;

    private static readonly byte[] s_field = Written();

    public static bool IsIn(byte[] message) => message.AsSpan().EndsWith(s_field);

    public static byte[] With(byte[] message) => IsIn(message) ? message : [.. message, .. s_field];

    public static byte[] Without(byte[] message) => IsIn(message) ? message[..^s_field.Length] : message;

    private static byte[] Written()
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(Number, WireFormat.WireType.LengthDelimited);
            output.WriteString("what a newer program wrote");
        }

        return bytes.ToArray();
    }
}
