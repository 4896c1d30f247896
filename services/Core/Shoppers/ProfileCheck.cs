using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>Whether a profile can be used.</summary>
public static class ProfileCheck
{
    /// <param name="path">Where it was sent: <c>shopper</c>, or <c>shoppers[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(ShopperId id, Profile profile, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.id", id.Value);
        problems.Text($"{path}.name", profile.Name);
        if (!Enum.IsDefined(profile.Tier)) problems.Add($"{path}.tier", $"no tier {(int)profile.Tier}");
        if (profile.Guardian.Length > 0) problems.Id($"{path}.guardian_id", profile.Guardian);
        problems.Count($"{path}.tags", profile.Tags.Count, Profile.TagsMax);
        for (var i = 0; i < profile.Tags.Count; i++)
        {
            if (profile.Tags[i].Length == 0) problems.Add($"{path}.tags[{i}]", "must not be empty");
            else problems.Beacon($"{path}.tags[{i}]", profile.Tags[i]);
        }
        return problems.Found;
    }
}
