using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>Whether a profile can be used.</summary>
public static class ProfileCheck
{
    /// <param name="tags">Beacon keys of what the shopper carries, in the contract's spelling.</param>
    /// <param name="path">Where it was sent: <c>shopper</c>, or <c>shoppers[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(ShopperId id, Profile profile, IReadOnlyList<string> tags, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.id", id.Value);
        problems.Text($"{path}.name", profile.Name);
        if (!Enum.IsDefined(profile.Tier)) problems.Add($"{path}.tier", $"no tier {(int)profile.Tier}");
        if (profile.Guardian.Length > 0) problems.Id($"{path}.guardian_id", profile.Guardian);
        problems.Count($"{path}.tags", tags.Count, Profile.TagsMax);
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i].Length == 0) problems.Add($"{path}.tags[{i}]", "must not be empty");
            else problems.Beacon($"{path}.tags[{i}]", tags[i]);
        }
        return problems.Found;
    }
}
