using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>Whether a set of purposes is one. Takes the contract's numbers, because a number that is no purpose has no bit.</summary>
public static class ConsentCheck
{
    private const int LastPurpose = 7;

    /// <param name="purposes">Numbers of the contract's purposes; repeats do no harm.</param>
    /// <param name="path">Prefix of the paths: empty for a PutConsent request, <c>consents[0].</c> for an import.</param>
    /// <param name="set">The set; only to be used when nothing is wrong.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<int> purposes, string path, out Purposes set)
    {
        var problems = new Problems();
        set = Purposes.None;
        for (var i = 0; i < purposes.Count; i++)
        {
            if (purposes[i] is >= 1 and <= LastPurpose) set |= (Purposes)(1 << (purposes[i] - 1));
            else problems.Add($"{path}purposes[{i}]", $"no purpose {purposes[i]}");
        }
        return problems.Found;
    }

    /// <summary>The contract's numbers of a set, in order.</summary>
    public static IEnumerable<int> Numbers(Purposes set)
    {
        for (var number = 1; number <= LastPurpose; number++)
            if (set.HasFlag((Purposes)(1 << (number - 1))))
                yield return number;
    }
}
