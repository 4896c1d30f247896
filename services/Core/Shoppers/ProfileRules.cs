namespace SmartStore.Core.Shoppers;

/// <summary>The profile: put by the operator; list and consents stay.</summary>
internal static class ProfileRules
{
    public static void Put(Deliberation turn, ProfilePut fact)
    {
        var (old, put) = (turn.Shopper.Profile, fact.Profile);
        if (old is not null && old.Name == put.Name && old.Tier == put.Tier && old.Tags.SequenceEqual(put.Tags) && old.IsChild == put.IsChild && old.Guardian == put.Guardian) return;
        turn.Add(new ProfileReplaced(turn.At, put));
        StaffRules.TellOfVip(turn, confidence: 1);
    }
}
