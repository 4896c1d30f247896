namespace SmartStore.Core.Shoppers;

/// <summary>The profile: put by the operator; list and consents stay.</summary>
internal static class ProfileRules
{
    public static void Put(ShopperTurn turn, ProfilePut fact)
    {
        var (old, put) = (turn.Shopper.Profile, fact.Profile);
        if (old != put) turn.Add(new ProfileReplaced(turn.At, put));
    }
}
