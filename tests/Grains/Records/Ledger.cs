using Google.Protobuf.WellKnownTypes;
using SmartStore.Grains.Records;

namespace SmartStore.Grains.Tests.Records;

/// <summary>The state of a grain that remembers every fact it took, in order, so that a test can see what was lost or taken twice.</summary>
internal sealed record Ledger(IReadOnlyList<string> Taken, DateTimeOffset? WakeAt = null)
{
    public static Ledger Empty { get; } = new([]);

    public Ledger With(string fact) => this with { Taken = [.. Taken, fact] };
}

internal sealed class LedgerForm(bool canBeErased = true, bool expiryEndsCursors = false) : IStateForm<Ledger>
{
    public Ledger Empty => Ledger.Empty;

    public bool CanBeErased => canBeErased;

    public bool ExpiryEndsCursors => expiryEndsCursors;

    // Text, which no newer program writes.
    public Google.Protobuf.Reflection.MessageDescriptor Descriptor => Google.Protobuf.WellKnownTypes.Empty.Descriptor;

    public Ledger Read(ReadOnlySpan<byte> bytes)
    {
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 0 && lines[0] == "damaged") throw new InvalidDataException("damaged");
        var wake = lines.Length > 0 && lines[0].StartsWith("wake ", StringComparison.Ordinal) ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(lines[0][5..])) : (DateTimeOffset?)null;
        return new Ledger(wake is null ? lines : lines[1..], wake);
    }

    public byte[] Write(Ledger state) => System.Text.Encoding.UTF8.GetBytes(
        (state.WakeAt is { } at ? $"wake {at.ToUnixTimeMilliseconds()}\n" : "") + string.Concat(state.Taken.Select(fact => fact + "\n")));

    public DateTimeOffset? WakeAt(Ledger state) => state.WakeAt;
}

/// <summary>A record slot directly over a store, as one activation of a grain has it.</summary>
internal class StoreSlot(IStateStore store, string key) : IRecordSlot
{
    private StoredRow? _row;

    public string Key => key;

    public byte[] Body => _row?.Body ?? [];

    public DateTimeOffset? WakeAt => _row?.WakeAt;

    public bool KnowsWake { get; private set; }

    public bool IsAbandoned { get; private set; }

    public async Task Load() => _row = await store.Read(key);

    public virtual async Task Write(byte[] body, DateTimeOffset? wakeAt, bool movesWake, IReadOnlyList<JournalRow> journal)
    {
        var revision = await store.Write(new RecordWrite(key, _row?.Revision ?? 0, body) { WakeAt = wakeAt, MovesWake = movesWake, Journal = journal });
        (_row, KnowsWake) = (new StoredRow(revision, wakeAt, body), true);
    }

    public void MoveWake(DateTimeOffset? wakeAt)
    {
        if (KnowsWake && _row is { } row) _ = Move(row, row with { WakeAt = wakeAt });
    }

    private async Task Move(StoredRow from, StoredRow to)
    {
        KnowsWake = false;
        try
        {
            await store.Write(new RecordWrite(key, to.Revision, Body: null) { IsWakeAlone = true, WakeAt = to.WakeAt });
            if (ReferenceEquals(_row, from)) (_row, KnowsWake) = (to, true);
        }
        catch (Exception error) when (error is StoreConflictException or GrainInterfaces.StoreUnavailableException)
        {
        }
    }

    public virtual async Task Delete()
    {
        if (_row is { } row) await store.Write(new RecordWrite(key, row.Revision, Body: null));
        _row = null;
    }

    public async ValueTask<bool> IsCurrent() => (await store.Read(key))?.Revision == _row?.Revision;

    public void Abandon() => IsAbandoned = true;
}

internal static class LedgerFacts
{
    /// <summary>Takes a fact: it joins the ledger, an update tells of it, and another grain gets a copy.</summary>
    public static ValueTask<int> Take(this GrainRecord<Ledger> record, string fact, DateTimeOffset at, bool withId = true, string? tells = "store/demo") => record.Turn(withId ? fact : null, turn =>
    {
        turn.Become(turn.State.With(fact));
        turn.Push(new PushedUpdate("", at, at.AddHours(4), new StringValue { Value = fact }));
        if (tells is not null) turn.Tell(tells, System.Text.Encoding.UTF8.GetBytes(fact));
        return turn.State.Taken.Count;
    });
}
