namespace SmartStore.Faults.Tests.Ledgers;

/// <summary>Reads a ledger and says what is wrong with the store. Pure: the same ledger, the same verdict.</summary>
internal static class LedgerChecker
{
    /// <summary>Receivers whose place in their stream must never be lost.</summary>
    public const string Phone = "phone/";

    /// <summary>For so long after the answer to a withdrawal something may still be decided about where its shopper is.</summary>
    public static readonly TimeSpan StillDecided = TimeSpan.FromSeconds(1);

    public static Verdict Check(IReadOnlyList<Entry> ledger)
    {
        var book = new Book(ledger);
        var problems = new List<Problem>();
        problems.AddRange(Lost(book));
        problems.AddRange(Doubles(book));
        problems.AddRange(Phantoms(ledger));
        problems.AddRange(PlacedAgainstTheirWill(ledger));
        problems.AddRange(Missing(book));
        return new Verdict(problems, LongestSilence(ledger, book), LongestWait(ledger, book), book.Facts.Count, book.AcknowledgedAt.Count, ledger.OfType<Heard>().Count());
    }

    // Acknowledged, and the store denies it or holds an older version. A ledger that was not read yet says nothing of the latter.
    private static IEnumerable<Problem> Lost(Book book)
    {
        foreach (var denied in book.Denied) yield return new Problem(ProblemKind.Lost, $"{denied.Subject}: {denied.Said}");
        if (book.Found.Count == 0) yield break;
        foreach (var fact in book.Facts.Values.Where(fact => fact.IsKept && book.AcknowledgedAt.ContainsKey(fact.Id)))
            if (book.Found.GetValueOrDefault(fact.Subject) is var held && held < fact.Version)
                yield return new Problem(ProblemKind.Lost, $"{fact.Id} made {fact.Subject} version {fact.Version} and was acknowledged; the store holds {held}");
    }

    // One version under two places of a stream, two answers to one question, or one place with two contents. A stream that began anew may repeat what stands, and what was taken back may be said again.
    private static IEnumerable<Problem> Doubles(Book book)
    {
        foreach (var heard in book.Heard.GroupBy(heard => (heard.Begun, heard.Entry.Receiver, heard.Entry.Subject, heard.Entry.Version)))
        {
            var (_, receiver, subject, version) = heard.Key;
            var times = heard.Select(one => one.Entry.Sequence.Length > 0 ? one.Entry.Sequence : one.Entry.Content).Distinct(StringComparer.Ordinal).ToList();
            for (var more = 1; more < times.Count; more++) yield return new Problem(ProblemKind.Double, $"{receiver} heard version {version} of {subject} as {times[0]} and as {times[more]}");
        }

        foreach (var place in book.Heard.Where(heard => heard.Entry.Sequence.Length > 0).GroupBy(heard => (heard.Entry.Receiver, heard.Entry.Sequence)))
            if (place.Select(heard => (heard.Entry.Subject, heard.Entry.Content)).Distinct().Skip(1).FirstOrDefault() is { Subject: { } subject })
                yield return new Problem(ProblemKind.Double, $"{place.Key.Receiver} heard two things at {place.Key.Sequence}, one of them of {subject}");
    }

    // Heard or held without a fact that was sent before.
    private static IEnumerable<Problem> Phantoms(IReadOnlyList<Entry> ledger)
    {
        var (sent, brought, allowed) = (new HashSet<(string, long)>(), new HashSet<Effect>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        foreach (var entry in ledger)
        {
            switch (entry)
            {
                case Sent { Fact: var fact }:
                    sent.Add((fact.Subject, fact.Version));
                    brought.UnionWith(fact.Brings.Where(effect => effect.Subject != fact.Subject));
                    break;
                case Allowed allow:
                    if (!allowed.TryGetValue(allow.Receiver, out var prefixes)) allowed[allow.Receiver] = prefixes = [];
                    prefixes.Add(allow.SubjectPrefix);
                    break;
                case Heard heard when !sent.Contains((heard.Subject, heard.Version)) && !brought.Contains(new Effect(heard.Receiver, heard.Subject))
                    && allowed.GetValueOrDefault(heard.Receiver)?.Exists(prefix => heard.Subject.StartsWith(prefix, StringComparison.Ordinal)) != true:
                    yield return new Problem(ProblemKind.Phantom, $"{heard.Receiver} heard version {heard.Version} of {heard.Subject}, which nobody had sent");
                    break;
                case Found { Version: > 0 } found when !sent.Contains((found.Subject, found.Version)):
                    yield return new Problem(ProblemKind.Phantom, $"the store holds version {found.Version} of {found.Subject}, which nobody had sent");
                    break;
            }
        }
    }

    // Decided about somebody who had withdrawn. Which words held at that time counts, and not when the phone heard of it.
    private static IEnumerable<Problem> PlacedAgainstTheirWill(IReadOnlyList<Entry> ledger)
    {
        var words = ledger.Select(static entry => entry switch { Withdrew no => (no.Shopper, no.When, IsYes: false), Agreed yes => (yes.Shopper, yes.When, IsYes: true), _ => default }).Where(word => word.Shopper is not null).ToLookup(word => word.Shopper);
        foreach (var placed in ledger.OfType<Placed>())
            if (words[placed.Shopper].LastOrDefault(word => word.When <= placed.DecidedAt) is { Shopper: not null, IsYes: false } no && placed.DecidedAt - no.When > StillDecided)
                yield return new Problem(ProblemKind.Phantom, $"{placed.What} of {placed.Shopper} was decided {(placed.DecidedAt - no.When).TotalSeconds:0.0} s after they had withdrawn");
    }

    // Acknowledged, and somebody who has to hear of it, or of a later version, never did.
    private static IEnumerable<Problem> Missing(Book book)
    {
        foreach (var fact in book.LastAcknowledged.Values)
            foreach (var effect in fact.Brings)
                if (book.Newest.GetValueOrDefault(effect) < (effect.Subject == fact.Subject ? fact.Version : 1))
                    yield return new Problem(ProblemKind.Missing, $"{fact.Id} was acknowledged, and {effect.Receiver} never heard of {effect.Subject}");
        foreach (var phone in book.PlacesLost.Where(receiver => receiver.StartsWith(Phone, StringComparison.Ordinal)))
            yield return new Problem(ProblemKind.Missing, $"{phone} lost its place and had to begin anew");
    }

    private static TimeSpan LongestSilence(IReadOnlyList<Entry> ledger, Book book)
    {
        var (began, ended) = (ledger.OfType<LoadBegan>().FirstOrDefault()?.At, ledger.OfType<LoadEnded>().LastOrDefault()?.At);
        if (began is null || ended is null) return TimeSpan.Zero;
        var (last, longest) = (began.Value, TimeSpan.Zero);
        foreach (var at in book.AcknowledgedAt.Values.Where(at => at > began && at < ended).Append(ended.Value).Order())
        {
            if (at - last > longest) longest = at - last;
            last = at;
        }

        return longest;
    }

    // A fact that was never acknowledged waits until the ledger ends.
    private static TimeSpan LongestWait(IReadOnlyList<Entry> ledger, Book book) =>
        ledger.OfType<Sent>().Select(sent => (book.AcknowledgedAt.TryGetValue(sent.Fact.Id, out var at) ? at : ledger[^1].At) - sent.At).DefaultIfEmpty().Max();

    /// <summary>A ledger, sorted by what is asked of it.</summary>
    private sealed class Book
    {
        public Book(IReadOnlyList<Entry> ledger)
        {
            var begun = new Dictionary<string, int>(StringComparer.Ordinal);
            var retracted = new Dictionary<Effect, int>();
            foreach (var entry in ledger)
            {
                switch (entry)
                {
                    case Sent { Fact: var fact }:
                        Facts.TryAdd(fact.Id, fact);
                        break;
                    case Acknowledged acknowledged when AcknowledgedAt.TryAdd(acknowledged.FactId, acknowledged.At):
                        var known = Facts[acknowledged.FactId];
                        if (LastAcknowledged.GetValueOrDefault(known.Subject) is not { } last || last.Version <= known.Version) LastAcknowledged[known.Subject] = known;
                        break;
                    case Heard heard:
                        var effect = new Effect(heard.Receiver, heard.Subject);
                        Heard.Add(((begun.GetValueOrDefault(heard.Receiver), retracted.GetValueOrDefault(effect)), heard));
                        if (Newest.GetValueOrDefault(effect) < heard.Version) Newest[effect] = heard.Version;
                        break;
                    case Retracted back:
                        retracted[new Effect(back.Receiver, back.Subject)] = retracted.GetValueOrDefault(new Effect(back.Receiver, back.Subject)) + 1;
                        break;
                    case PlaceLost lost:
                        begun[lost.Receiver] = begun.GetValueOrDefault(lost.Receiver) + 1;
                        PlacesLost.Add(lost.Receiver);
                        break;
                    case Found found:
                        Found[found.Subject] = found.Version;
                        break;
                    case Denied denied:
                        Denied.Add(denied);
                        break;
                }
            }
        }

        public Dictionary<string, Fact> Facts { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, TimeSpan> AcknowledgedAt { get; } = new(StringComparer.Ordinal);

        /// <summary>Of each subject the newest version that was acknowledged, and of two facts of that version the later one.</summary>
        public Dictionary<string, Fact> LastAcknowledged { get; } = new(StringComparer.Ordinal);

        /// <summary>Everything heard, with how many times its receiver had begun anew and what it heard of the subject had been taken back.</summary>
        public List<((int Anew, int Back) Begun, Heard Entry)> Heard { get; } = [];

        /// <summary>The newest version that was heard.</summary>
        public Dictionary<Effect, long> Newest { get; } = [];

        public List<string> PlacesLost { get; } = [];

        public List<Denied> Denied { get; } = [];

        public Dictionary<string, long> Found { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>What a ledger shows.</summary>
/// <param name="LongestSilence">The longest time under load without an acknowledged fact.</param>
/// <param name="LongestWait">The longest time that one fact waited for its acknowledgement.</param>
internal sealed record Verdict(IReadOnlyList<Problem> Problems, TimeSpan LongestSilence, TimeSpan LongestWait, int Facts, int Acknowledged, int Heard)
{
    public int Lost => Count(ProblemKind.Lost);

    public int Double => Count(ProblemKind.Double);

    public int Phantom => Count(ProblemKind.Phantom);

    public int Missing => Count(ProblemKind.Missing);

    /// <summary>The numbers in one line, and the first problems of each kind.</summary>
    public override string ToString() => string.Join('\n', [
        $"{Facts} facts, {Acknowledged} acknowledged, {Heard} heard; lost {Lost}, double {Double}, phantom {Phantom}, missing {Missing}; longest silence {LongestSilence.TotalSeconds:0.00} s, longest wait {LongestWait.TotalSeconds:0.00} s",
        .. Problems.GroupBy(problem => problem.Kind).SelectMany(kind => kind.Take(10)).Select(problem => $"{problem.Kind}: {problem.Text}")]);

    private int Count(ProblemKind kind) => Problems.Count(problem => problem.Kind == kind);
}

internal enum ProblemKind
{
    Lost,
    Double,
    Phantom,
    Missing,
}

internal sealed record Problem(ProblemKind Kind, string Text);
