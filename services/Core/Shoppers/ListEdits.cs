namespace SmartStore.Core.Shoppers;

/// <summary>What an edit does to its item. Numbers are the contract's.</summary>
public enum ListEditKind
{
    Unspecified = 0,
    /// <summary>Adds the item, or changes what it is called, which product it is, how many are wanted and whether another will do.</summary>
    Put = 2,
    /// <summary>It is in the trolley.</summary>
    Tick = 3,
    Untick = 4,
    Remove = 5,
}

/// <summary>One change of a list. The phone that made it may have been offline since.</summary>
/// <param name="Id">The edit's own id: the same edit counts once.</param>
/// <param name="ItemId">The item that it changes.</param>
/// <param name="Put">The item as it is to be; null unless it is put.</param>
public sealed record ListEdit(string Id, ListEditKind Kind, string ItemId, ListItem? Put)
{
    /// <summary>Most edits of one call.</summary>
    public const int PerCallMax = 50;
}

/// <summary>What a list remembers beside its items, so that an edit that comes late or twice does no harm.</summary>
/// <param name="Edits"><see cref="Fingerprint"/> of the ids of the last edits, oldest first, at most <see cref="EditsMax"/>.</param>
/// <param name="Removed">Items that are gone from the list, oldest first, at most <see cref="RemovedMax"/>.</param>
public sealed record ListMemory(IReadOnlyList<ulong> Edits, IReadOnlyList<RemovedItem> Removed)
{
    /// <summary>Edit ids that are remembered; the oldest make room.</summary>
    public const int EditsMax = 512;

    /// <summary>Removed items that are remembered; the oldest make room.</summary>
    public const int RemovedMax = 512;

    /// <summary>A list that was never changed.</summary>
    public static ListMemory None { get; } = new([], []);

    /// <summary>With the items that a change takes from the list, and without those that it brings back.</summary>
    /// <param name="before">Ids of the items before the change.</param>
    /// <param name="items">The list after it.</param>
    /// <param name="since">What was removed before this is forgotten.</param>
    internal ListMemory After(IEnumerable<string> before, IReadOnlyList<ListItem> items, DateTimeOffset at, DateTimeOffset since)
    {
        var present = items.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var gone = before.Where(id => !present.Contains(id)).Select(Fingerprint.Of).ToHashSet();
        if (Removed.Count == 0 && gone.Count == 0) return this;
        var back = Removed.Count == 0 ? [] : present.Select(Fingerprint.Of).ToHashSet();
        var kept = Removed.Where(removed => removed.At > since && !back.Contains(removed.Item) && !gone.Contains(removed.Item));
        return this with { Removed = [.. kept.Concat(gone.Select(item => new RemovedItem(item, at))).TakeLast(RemovedMax)] };
    }

    /// <summary>With these edits as the newest ones.</summary>
    internal ListMemory With(IEnumerable<ulong> edits) => this with { Edits = [.. Edits.Concat(edits).TakeLast(EditsMax)] };
}

/// <summary>An item that is gone from a list.</summary>
/// <param name="Item"><see cref="Fingerprint"/> of its id.</param>
public readonly record struct RemovedItem(ulong Item, DateTimeOffset At);

/// <summary>What became of a change of the list.</summary>
public enum ListOutcome
{
    /// <summary>It counts, or it changed nothing.</summary>
    Taken = 0,
    /// <summary>The list has another version than the caller took it to have: ABORTED.</summary>
    Moved = 1,
    /// <summary>The list would have more items than a list may have: RESOURCE_EXHAUSTED.</summary>
    Full = 2,
}

/// <summary>A list after edits.</summary>
/// <param name="Memory">The same object as before: every edit was known already.</param>
internal readonly record struct EditedList(ListOutcome Outcome, IReadOnlyList<ListItem> Items, ListMemory Memory);

/// <summary>Edits of a list: in order, all of them or none.</summary>
internal static class ListEditRules
{
    public static void Take(ShopperTurn turn, ListEdited fact)
    {
        var shopper = turn.Shopper;
        var edited = Apply(shopper.List, shopper.ListMemory, fact.Edits, turn.At, turn.Rules.RemovedKept);
        if (edited.Outcome != ListOutcome.Taken) turn.Add(new ListRefused(turn.At, edited.Outcome));
        else if (ReferenceEquals(edited.Memory, shopper.ListMemory)) return;
        else if (edited.Items.SequenceEqual(shopper.List)) turn.Add(new ListEditsKept(turn.At, edited.Memory));
        else ListRules.Replace(turn, edited.Items, edited.Memory);
    }

    /// <param name="removedKept">How long an item that was removed stays gone.</param>
    public static EditedList Apply(IReadOnlyList<ListItem> list, ListMemory memory, IReadOnlyList<ListEdit> edits, DateTimeOffset at, TimeSpan removedKept)
    {
        var since = at - removedKept;
        var items = list.ToList();
        var known = items.Select(item => item.Id).ToList();
        var removed = memory.Removed.Where(gone => gone.At > since).Select(gone => gone.Item).ToHashSet();
        var (seen, added) = (memory.Edits.ToHashSet(), new List<ulong>());
        foreach (var edit in edits)
        {
            var print = Fingerprint.Of(edit.Id);
            if (!seen.Add(print)) continue;
            added.Add(print);
            Apply(edit, items, known, removed);
        }

        if (added.Count == 0) return new EditedList(ListOutcome.Taken, list, memory);
        return items.Count > ListItem.ListMax
            ? new EditedList(ListOutcome.Full, list, memory)
            : new EditedList(ListOutcome.Taken, items, memory.With(added).After(known, items, at, since));
    }

    private static void Apply(ListEdit edit, List<ListItem> items, List<string> known, HashSet<ulong> removed)
    {
        var at = items.FindIndex(item => item.Id == edit.ItemId);
        switch (edit.Kind)
        {
            // An item that is gone stays gone, whatever a phone that did not know it yet says of it.
            case ListEditKind.Put when at < 0 && removed.Contains(Fingerprint.Of(edit.ItemId)): break;
            case ListEditKind.Put when at < 0:
                items.Add(edit.Put!);
                known.Add(edit.ItemId);
                break;
            // The tick has edits of its own: a phone that renames an item may not know that it was ticked meanwhile.
            case ListEditKind.Put: items[at] = edit.Put! with { IsDone = items[at].IsDone }; break;
            case ListEditKind.Tick when at >= 0: items[at] = items[at] with { IsDone = true }; break;
            case ListEditKind.Untick when at >= 0: items[at] = items[at] with { IsDone = false }; break;
            case ListEditKind.Remove when at >= 0:
                items.RemoveAt(at);
                removed.Add(Fingerprint.Of(edit.ItemId));
                break;
        }
    }
}

/// <summary>Whether edits can be used. What they name need not be on the list.</summary>
public static class ListEditCheck
{
    /// <param name="isHouseholds">They are of the household's list: all of its items are shared.</param>
    /// <returns>Everything wrong, in the order of the edits; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<ListEdit> edits, bool isHouseholds = false)
    {
        var problems = new Problems();
        if (edits.Count is 0 or > ListEdit.PerCallMax) problems.Add("edits", $"must hold 1 to {ListEdit.PerCallMax}");
        for (var i = 0; i < edits.Count; i++)
        {
            var (edit, at) = (edits[i], $"edits[{i}]");
            problems.Id($"{at}.id", edit.Id);
            switch (edit.Kind)
            {
                case ListEditKind.Put:
                    ListCheck.Item(edit.Put!, $"{at}.put", problems);
                    if (!isHouseholds) ListCheck.Own(edit.Put!, $"{at}.put", problems);
                    break;
                case ListEditKind.Tick or ListEditKind.Untick or ListEditKind.Remove: problems.Id($"{at}.{edit.Kind.ToString().ToLowerInvariant()}", edit.ItemId); break;
                default: problems.Add(at, "must say put, tick, untick or remove"); break;
            }
        }
        return problems.Found;
    }
}
