using SmartStore.Core;
using SmartStore.Core.Stores;

namespace SmartStore.Presence.Contract;

/// <summary>Whether what a request names could be an id at all. Asked before anything is looked up: what is no id is out of range (INVALID_ARGUMENT), not unknown (NOT_FOUND).</summary>
public static class IdCheck
{
    /// <param name="ids">Path of the field and what was sent in it.</param>
    /// <returns>Everything wrong, in the order given; empty: they can be looked up.</returns>
    public static IReadOnlyList<Problem> Check(params ReadOnlySpan<(string Path, string Id)> ids)
    {
        List<Problem>? problems = null;
        foreach (var (path, id) in ids)
            if (!Id.IsValid(id))
                (problems ??= []).Add(new Problem(path, $"must be 1–{Id.MaxLength} characters of [A-Za-z0-9._:-]"));
        return problems ?? (IReadOnlyList<Problem>)[];
    }
}
