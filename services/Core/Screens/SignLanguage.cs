namespace SmartStore.Core.Screens;

/// <summary>The language of a sign: it knows no person, only what most of the people around it chose. Pure.</summary>
public static class SignLanguage
{
    /// <summary>Among fewer people a language would tell who is there.</summary>
    public const int PeopleMin = 3;

    /// <summary>The place of a language among <see cref="Phrases.Tags"/>, counted from 1; 0: none was chosen, or it is not spoken here.</summary>
    /// <param name="preferred">BCP 47; empty: none was chosen.</param>
    public static int Index(string preferred)
    {
        var language = preferred.Split('-', 2)[0].ToLowerInvariant();
        for (var i = 0; i < Phrases.Tags.Count; i++)
            if (Phrases.Tags[i] == language) return i + 1;
        return 0;
    }

    /// <summary>The language that more than half of the people in a zone chose.</summary>
    /// <param name="people">How many people chose the language of each <see cref="Index"/>, 0 first.</param>
    /// <returns>Empty: too few are there, or no language has most of them.</returns>
    public static string Of(ReadOnlySpan<int> people)
    {
        var all = 0;
        foreach (var count in people) all += count;
        if (all < PeopleMin) return "";
        for (var i = 1; i < people.Length; i++)
            if (people[i] * 2 > all) return Phrases.Tags[i - 1];
        return "";
    }
}
