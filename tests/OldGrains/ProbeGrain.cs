using System.Globalization;
using System.Text;

namespace SmartStore.Grains.Tests;

/// <summary>
/// A grain that remembers everything: which facts it took, in order, which timers fired, how often it was activated. Kinds of fact: <c>add</c>
/// (one effect), <c>send</c> (payload: target; one message <c>note</c>), <c>timer</c> (payload: milliseconds until it fires), <c>look</c>
/// (changes nothing), <c>erase</c>, <c>throw</c>, <c>throw-once</c>, <c>unsavable</c>, <c>greedy</c> (payload: number of effects).
/// </summary>
internal sealed class ProbeKind : IGrainKind
{
    public string Prefix => "probe/";

    /// <summary>Facts that throw the first time they are seen in this process.</summary>
    public HashSet<string> ThrewOnce { get; } = [];

    public IGrain Activate(string key, ReadOnlyMemory<byte> state, DateTimeOffset heldSince) => new ProbeGrain(this, key, state);
}

/// <inheritdoc cref="ProbeKind"/>
internal sealed class ProbeGrain : IGrain
{
    private readonly ProbeKind kind;
    private readonly string key;
    private bool erased;
    private bool unsavable;

    public ProbeGrain(ProbeKind kind, string key, ReadOnlyMemory<byte> state)
    {
        this.kind = kind;
        this.key = key;
        foreach (var line in Encoding.UTF8.GetString(state.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = line[1..];
            if (line[0] == '+') Applied.Add(rest);
            else if (line[0] == '!') Fired.Add(rest);
            else if (line[0] == '@') Pending.Add(ParsePending(rest));
            else throw new InvalidDataException($"A probe's state has no line like '{line}'.");
        }
    }

    /// <summary>Ids of the facts it took, in order.</summary>
    public List<string> Applied { get; } = [];

    /// <summary>Ids of the facts whose timer has fired.</summary>
    public List<string> Fired { get; } = [];

    /// <summary>Timers that wait.</summary>
    public List<(DateTimeOffset At, string Id)> Pending { get; } = [];

    /// <summary>Counts in memory only; a reload forgets it.</summary>
    public int Looks { get; private set; }

    public DateTimeOffset? WakeAt => Pending.Count == 0 ? null : Pending.Min(timer => timer.At);

    public void Handle(GrainEvent fact, GrainTurn turn)
    {
        var payload = Encoding.UTF8.GetString(fact.Payload.Span);
        switch (fact.Kind)
        {
            case "look":
                Looks++;
                turn.Unchanged();
                return;
            case "throw":
                Applied.Add(fact.Id);
                throw new FormatException("no rule for this");
            case "throw-once" when kind.ThrewOnce.Add(fact.Id):
                Applied.Add(fact.Id);
                throw new FormatException("not this time");
            case "erase":
                erased = true;
                break;
            case "unsavable":
                unsavable = true;
                break;
            case "greedy":
                for (var i = 0; i < int.Parse(payload, CultureInfo.InvariantCulture); i++) Push(turn, $"{fact.Id}/{i}", fact.At);
                break;
            case "send":
                turn.Send(new GrainEvent(fact.Id + "/note", payload, "note", fact.At, default));
                break;
            case "timer":
                Pending.Add((fact.At + TimeSpan.FromMilliseconds(double.Parse(payload, CultureInfo.InvariantCulture)), fact.Id));
                break;
        }
        Applied.Add(fact.Id);
        Push(turn, fact.Id + "/effect", fact.At);
        turn.Reply(Applied.Count);
    }

    public void Wake(DateTimeOffset now, GrainTurn turn)
    {
        var due = Pending.Where(timer => timer.At <= now).ToList();
        if (due.Count == 0) turn.Unchanged();
        foreach (var timer in due)
        {
            Pending.Remove(timer);
            Fired.Add(timer.Id);
            turn.Push($"{turn.CauseId}/{timer.Id}/fired", now, null, Encoding.UTF8.GetBytes($"{key} fired {timer.Id} as {Fired.Count}"));
        }
    }

    public ReadOnlyMemory<byte>? Save()
    {
        if (unsavable) throw new NotSupportedException("cannot be saved");
        if (erased) return null;
        var lines = Applied.Select(id => "+" + id).Concat(Fired.Select(id => "!" + id))
            .Concat(Pending.Select(timer => $"@{timer.At.UtcTicks.ToString(CultureInfo.InvariantCulture)} {timer.Id}"));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    // What an effect says depends on all that came before it: a turn that was lost and run again on another state is seen.
    private void Push(GrainTurn turn, string id, DateTimeOffset at) =>
        turn.Push(id, at, null, Encoding.UTF8.GetBytes($"{key} took {id} as {Applied.Count} after {Fired.Count}"));

    private static (DateTimeOffset At, string Id) ParsePending(string line)
    {
        var space = line.IndexOf(' ');
        return (new DateTimeOffset(long.Parse(line[..space], CultureInfo.InvariantCulture), TimeSpan.Zero), line[(space + 1)..]);
    }
}
