using Google.Protobuf;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Records;

/// <summary>What one fact leads to: gathered first, committed as one.</summary>
/// <param name="isRepeat">See <see cref="IsRepeat"/>.</param>
internal sealed class GrainTurn<TState>(TState state, bool isRepeat = false)
{
    private readonly List<PushedUpdate> _pushed = [];
    private readonly List<(string Target, byte[] Body)> _told = [];
    private readonly List<Func<Update, bool>> _withdrawn = [];
    private readonly List<JournalRow> _journal = [];
    private readonly List<Func<Update, bool>> _forgotten = [];
    private readonly List<string> _untold = [];
    private bool _changed;

    /// <summary>The state as decided so far.</summary>
    public TState State { get; private set; } = state;

    /// <summary>True: the fact is one of those that were consumed and are remembered. It is decided again, and only answered.</summary>
    public bool IsRepeat => isRepeat;

    /// <summary>False: nothing has to be written.</summary>
    public bool HasEffects => _changed || _pushed.Count > 0 || _told.Count > 0 || _withdrawn.Count > 0 || _journal.Count > 0 || _forgotten.Count > 0 || _untold.Count > 0;

    internal IReadOnlyList<PushedUpdate> Pushed => _pushed;

    internal IReadOnlyList<(string Target, byte[] Body)> Told => _told;

    internal IReadOnlyList<Func<Update, bool>> Withdrawn => _withdrawn;

    internal IReadOnlyList<JournalRow> Journal => _journal;

    internal IReadOnlyList<Func<Update, bool>> Forgotten => _forgotten;

    internal IReadOnlyList<string> Untold => _untold;

    /// <summary>True: the record goes with this turn.</summary>
    public bool IsEnd { get; private set; }

    internal bool HasCursorsEnded { get; private set; }

    internal Quarantined? Quarantined { get; private set; }

    /// <summary>The state is this now.</summary>
    public void Become(TState next) => (State, _changed) = (next, true);

    /// <summary>An update goes out on the grain's stream.</summary>
    public void Push(PushedUpdate update) => _pushed.Add(update);

    /// <summary>Earlier updates leave the outbox, whether they were read or not.</summary>
    public void Withdraw(Func<Update, bool> updates) => _withdrawn.Add(updates);

    /// <summary>Earlier updates leave the outbox, and whoever has not read them has to ask how things stand: what they said must not be kept, and what follows makes no sense without them.</summary>
    public void Forget(Func<Update, bool> updates) => _forgotten.Add(updates);

    /// <summary>The record is deleted with this turn; its updates and copies go with it. What comes next finds a grain without a record.</summary>
    public void End() => (IsEnd, _changed) = (true, true);

    /// <summary>A copy that waits for this grain is not sent any more.</summary>
    public void Untell(string target) => _untold.Add(target);

    /// <summary>What was told before this turn cannot be resumed: a reader who has not heard of this turn begins anew. The turn has to push an update.</summary>
    public void EndCursors() => HasCursorsEnded = true;

    /// <summary>Another grain gets this copy, which takes the place of an earlier one for the same grain.</summary>
    /// <param name="target">Grain key, such as <c>store/demo</c>.</param>
    public void Tell(string target, byte[] copy) => _told.Add((target, copy));

    /// <summary>A journal row is written in the same commit.</summary>
    public void Add(JournalRow row) => _journal.Add(row);

    internal void Quarantine(Quarantined fact) => (Quarantined, _changed) = (fact, true);
}

/// <summary>An update on its way to the outbox.</summary>
/// <param name="Subject">What it is about: a newer update takes the place of the older one of the same subject. Empty: of nothing that is replaced.</param>
/// <param name="ExpiresAt">A reader who was away until then need not have it.</param>
/// <param name="Body">The contract's update without its cursor.</param>
/// <param name="TakesBack">Subject of the update that it takes back, which leaves the outbox; null: none.</param>
internal sealed record PushedUpdate(string Subject, DateTimeOffset At, DateTimeOffset ExpiresAt, IMessage Body, string? TakesBack = null);
