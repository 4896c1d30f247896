using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace SmartStore.Grains.Records;

/// <summary>One committed record, read. Not changed once it is made: <see cref="Next"/> makes the following one.</summary>
internal sealed class RecordImage<TState>
{
    /// <summary>Version of the record's form that this process writes.</summary>
    public const uint Form = 1;

    /// <summary>The set of fields that this process knows: one more whenever a field is added to a record or to the state of a kind.</summary>
    public const uint Fields = 9;

    /// <summary>Ids of consumed facts that are remembered; the oldest make room.</summary>
    public const int SeenMax = 128;

    /// <summary>Updates in the outbox; the oldest make room.</summary>
    public const int UpdatesMax = 200;

    /// <summary>Bytes of all updates in the outbox; the oldest make room.</summary>
    public const int UpdateBytesMax = 48 * 1024;

    private const int QuarantinedMax = 16;

    private RecordImage(Envelope envelope, TState state) => (Envelope, State) = (envelope, state);

    internal Envelope Envelope { get; }

    /// <summary>The state.</summary>
    public TState State { get; }

    /// <summary>Names the record's history: of an erased and newly created grain it is another.</summary>
    public long Life => Envelope.Life;

    /// <summary>Number of the commit within this record, also of the copies it sends.</summary>
    public long Version => Envelope.Version;

    /// <summary>Sequence of the last update.</summary>
    public long Sequence => Envelope.Sequence;

    /// <summary>The updates of the outbox, oldest first.</summary>
    public IReadOnlyList<Update> Outbox => Envelope.Outbox;

    /// <summary>The last sequence that a limit removed, or that cannot be resumed: see <see cref="GrainTurn{TState}.EndCursors"/> and <see cref="IStateForm{TState}.ExpiryEndsCursors"/>.</summary>
    public long PushedOut => Envelope.PushedOut;

    /// <summary>Reads a record.</summary>
    /// <exception cref="StoreDamagedException">The bytes are no record of this kind, or a newer program wrote them.</exception>
    internal static RecordImage<TState> Read(byte[] body, IStateForm<TState> form)
    {
        if (body.Length == 0) return new RecordImage<TState>(new Envelope(), form.Empty);
        try
        {
            var envelope = Envelope.Parser.ParseFrom(body);
            if (envelope.Form is 0 or > Form) throw new InvalidDataException($"form {envelope.Form}, this program reads 1 to {Form}");
            return new RecordImage<TState>(envelope, form.Read(envelope.State.Span));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException or ArgumentException)
        {
            throw new StoreDamagedException($"The stored record of a grain cannot be read ({error.Message.TrimEnd('.')}): start the newer program, or restore a backup.");
        }
    }

    /// <summary>The same record with another state.</summary>
    internal RecordImage<TState> With(Func<TState, TState> change) => new(Envelope, change(State));

    /// <summary>The record that follows this one, without reading its bytes; null: there is more in them than this program knows.</summary>
    internal RecordImage<TState>? Follow(Envelope next, TState state) => Envelope.Fields <= Fields ? new RecordImage<TState>(next, state) : null;

    internal static byte[] Bytes(Envelope envelope) => envelope.ToByteArray();

    /// <summary>The bytes of the record that follows this one; with them what a newer program wrote and this one does not know.</summary>
    internal byte[] Bytes(Envelope next, IStateForm<TState> form)
    {
        if (Envelope.Fields <= Fields) return Bytes(next);
        next.Fields = Envelope.Fields;
        next.State = UnsafeByteOperations.UnsafeWrap(UnknownFields.Carry(form.Descriptor, Envelope.State.Span, next.State.ToByteArray()));
        return UnknownFields.Carry(Envelope.Descriptor, Envelope.ToByteArray(), Bytes(next));
    }

    internal bool HasSeen(ulong fingerprint) => MemoryMarshal.Cast<byte, ulong>(Envelope.Seen.Span).Contains(fingerprint);

    /// <summary>The record after a turn.</summary>
    /// <param name="isPending">False for a copy that its target has taken.</param>
    /// <param name="pushed">The updates of this turn, as they lie in the outbox; those that a limit removed at once, too.</param>
    internal Envelope Next(GrainTurn<TState> turn, IStateForm<TState> form, ulong? seen, DateTimeOffset now, Func<Copy, bool> isPending, out IReadOnlyList<Update> pushed)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var next = new Envelope
        {
            Form = Form,
            Fields = Fields,
            Life = Envelope.Life != 0 || !form.CanBeErased ? Envelope.Life : nowMs,
            Version = Envelope.Version == 0 ? nowMs : Envelope.Version + 1,
            Sequence = Envelope.Sequence,
            PushedOut = Envelope.PushedOut,
            Seen = seen is { } id ? WithSeen(id) : Envelope.Seen,
            State = UnsafeByteOperations.UnsafeWrap(form.Write(turn.State)),
        };
        next.Outbox.AddRange(Envelope.Outbox.Where(update => update.ExpiresAt > nowMs && !turn.Withdrawn.Any(withdrawn => withdrawn(update)) && !turn.Forgotten.Any(forgotten => forgotten(update))));
        foreach (var update in Envelope.Outbox.Where(update => turn.Forgotten.Any(forgotten => forgotten(update)) || (form.ExpiryEndsCursors && update.ExpiresAt <= nowMs))) next.PushedOut = Math.Max(next.PushedOut, update.Sequence);
        // The first update of this turn is the first place where a reader may resume.
        if (turn.HasCursorsEnded && turn.Pushed.Count > 0) next.PushedOut = next.Sequence + 1;
        pushed = [.. turn.Pushed.Select(update => Push(next, update))];
        KeepWithinLimits(next);

        next.Copies.AddRange(Envelope.Copies.Where(copy => isPending(copy) && !turn.Untold.Contains(copy.Target) && turn.Told.All(told => told.Target != copy.Target)));
        foreach (var told in turn.Told.GroupBy(told => told.Target).Select(copies => copies.Last()))
            next.Copies.Add(new Copy { Target = told.Target, Version = next.Version, Body = UnsafeByteOperations.UnsafeWrap(told.Body) });
        next.Quarantined.AddRange(Envelope.Quarantined.TakeLast(turn.Quarantined is null ? QuarantinedMax : QuarantinedMax - 1));
        if (turn.Quarantined is { } quarantined) next.Quarantined.Add(quarantined);
        return next;
    }

    private ByteString WithSeen(ulong id)
    {
        var old = Envelope.Seen.Span;
        if (old.Length >= SeenMax * sizeof(ulong)) old = old[^((SeenMax - 1) * sizeof(ulong))..];
        var bytes = new byte[old.Length + sizeof(ulong)];
        old.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(old.Length), id);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static Update Push(Envelope next, PushedUpdate pushed)
    {
        var update = new Update
        {
            Sequence = ++next.Sequence,
            At = pushed.At.ToUnixTimeMilliseconds(),
            ExpiresAt = pushed.ExpiresAt.ToUnixTimeMilliseconds(),
            Subject = pushed.Subject,
            Body = pushed.Body.ToByteString(),
            Undoes = pushed.TakesBack is { } subject ? Remove(next, subject) : 0,
        };
        if (pushed.Subject.Length > 0) Remove(next, pushed.Subject);
        next.Outbox.Add(update);
        return update;
    }

    // The sequence of the removed update; 0: there was none.
    private static long Remove(Envelope next, string subject)
    {
        for (var i = next.Outbox.Count - 1; i >= 0; i--)
        {
            if (next.Outbox[i].Subject != subject) continue;
            var sequence = next.Outbox[i].Sequence;
            next.Outbox.RemoveAt(i);
            return sequence;
        }
        return 0;
    }

    private static void KeepWithinLimits(Envelope next)
    {
        var bytes = next.Outbox.Sum(update => update.CalculateSize());
        while (next.Outbox.Count > UpdatesMax || bytes > UpdateBytesMax)
        {
            bytes -= next.Outbox[0].CalculateSize();
            next.PushedOut = next.Outbox[0].Sequence;
            next.Outbox.RemoveAt(0);
        }
    }
}
