using System.Diagnostics;

namespace SmartStore.Faults.Tests.Ledgers;

/// <summary>
/// The book that decides whether something was lost. The load writes here what it is about to do, what it was answered and what its devices hear;
/// at the end it writes what the store says. It lies outside of the system, in the memory of the test. Safe for use by several threads.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _acknowledged;

    /// <summary>Facts that were acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Everything so far, in the order in which it was written.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get { lock (_gate) return [.. _entries]; }
    }

    /// <summary>Before a fact leaves for the first time.</summary>
    public void Send(Fact fact) => Write(at => new Sent(at, fact));

    /// <summary>The store has answered for a fact.</summary>
    public void Acknowledge(Fact fact)
    {
        Write(at => new Acknowledged(at, fact.Id));
        Interlocked.Increment(ref _acknowledged);
    }

    /// <summary>A receiver hears something.</summary>
    /// <param name="sequence">Its place in the receiver's stream; empty: the stream has none.</param>
    public void Hear(string receiver, string subject, long version, string sequence, string content) => Write(at => new Heard(at, receiver, subject, version, sequence, content));

    /// <summary>What a receiver heard of a subject was taken back: it may hear the same again.</summary>
    public void Retract(string receiver, string subject) => Write(at => new Retracted(at, receiver, subject));

    /// <summary>A receiver hears something that no fact has to bring: nothing is checked, and it helps those who read the ledger.</summary>
    public void Note(string receiver, string text) => Write(at => new Noted(at, receiver, text));

    /// <summary>A receiver may hear of subjects that begin like this without a fact that names them: trackers and rules decide them.</summary>
    public void Allow(string receiver, string subjectPrefix) => Write(at => new Allowed(at, receiver, subjectPrefix));

    /// <summary>A receiver's stream could not be resumed, and began anew.</summary>
    public void LosePlace(string receiver) => Write(at => new PlaceLost(at, receiver));

    /// <summary>What the store says at the end.</summary>
    /// <param name="version">0: it knows no such subject.</param>
    public void Find(string subject, long version) => Write(at => new Found(at, subject, version));

    /// <summary>The store denies what it had acknowledged or said before.</summary>
    public void Deny(string subject, string said) => Write(at => new Denied(at, subject, said));

    /// <summary>The store has answered a shopper who agreed to be tracked no more.</summary>
    public void Withdraw(string shopper) => Write(at => new Withdrew(at, shopper, DateTimeOffset.UtcNow));

    /// <summary>A shopper is about to agree to it, for the first time or again.</summary>
    public void Agree(string shopper) => Write(at => new Agreed(at, shopper, DateTimeOffset.UtcNow));

    /// <summary>Where a shopper is was decided.</summary>
    /// <param name="decidedAt">By the servers' clock, which is that of the test.</param>
    public void Place(string shopper, string what, DateTimeOffset decidedAt) => Write(at => new Placed(at, shopper, what, decidedAt));

    /// <summary>Between these two the load never pauses by itself.</summary>
    public void BeginLoad() => Write(static at => new LoadBegan(at));

    /// <inheritdoc cref="BeginLoad"/>
    public void EndLoad() => Write(static at => new LoadEnded(at));

    private void Write(Func<TimeSpan, Entry> entry)
    {
        lock (_gate) _entries.Add(entry(_clock.Elapsed));
    }
}

/// <summary>One thing that the load does. It may be sent several times, and counts once.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Subject">What it changes, such as <c>list/anna</c>.</param>
/// <param name="Version">Counts the changes of the subject, from 1.</param>
internal sealed record Fact(string Id, string Subject, long Version)
{
    /// <summary>What is sent, for those who read the ledger.</summary>
    public string Payload { get; init; } = "";

    /// <summary>Who has to hear of it once it is acknowledged, unless a later version of the subject is.</summary>
    public IReadOnlyList<Effect> Brings { get; init; } = [];

    /// <summary>True: the version that the store holds can be read at the end.</summary>
    public bool IsKept { get; init; }
}

/// <summary>Somebody hears of something.</summary>
/// <param name="Receiver">Such as <c>phone/anna</c>.</param>
internal readonly record struct Effect(string Receiver, string Subject);

/// <summary>A line of the ledger.</summary>
/// <param name="At">Since the ledger was opened.</param>
internal abstract record Entry(TimeSpan At);

internal sealed record Sent(TimeSpan At, Fact Fact) : Entry(At);

internal sealed record Acknowledged(TimeSpan At, string FactId) : Entry(At);

internal sealed record Heard(TimeSpan At, string Receiver, string Subject, long Version, string Sequence, string Content) : Entry(At);

internal sealed record Retracted(TimeSpan At, string Receiver, string Subject) : Entry(At);

internal sealed record Noted(TimeSpan At, string Receiver, string Text) : Entry(At);

internal sealed record Allowed(TimeSpan At, string Receiver, string SubjectPrefix) : Entry(At);

internal sealed record PlaceLost(TimeSpan At, string Receiver) : Entry(At);

internal sealed record Found(TimeSpan At, string Subject, long Version) : Entry(At);

internal sealed record Denied(TimeSpan At, string Subject, string Said) : Entry(At);

internal sealed record Withdrew(TimeSpan At, string Shopper, DateTimeOffset When) : Entry(At);

internal sealed record Agreed(TimeSpan At, string Shopper, DateTimeOffset When) : Entry(At);

internal sealed record Placed(TimeSpan At, string Shopper, string What, DateTimeOffset DecidedAt) : Entry(At);

internal sealed record LoadBegan(TimeSpan At) : Entry(At);

internal sealed record LoadEnded(TimeSpan At) : Entry(At);
