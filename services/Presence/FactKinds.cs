namespace SmartStore.Presence;

/// <summary>Kinds of the facts that the grains of presence take. They lie in inboxes on disk: never renamed.</summary>
internal static class FactKinds
{
    public const string ProfilePut = "profile_put";
    public const string ListPut = "list_put";
    public const string ConsentPut = "consent_put";
    public const string OrderPut = "order_put";
    public const string ResponseGiven = "response_given";
    public const string ZoneObserved = "zone_observed";
    public const string EvidenceLost = "evidence_lost";
    public const string Tapped = "tapped";

    public const string ShopperArrived = "shopper_arrived";
    public const string ShopperMoved = "shopper_moved";
    public const string ShopperLeft = "shopper_left";
    public const string RecognitionEnded = "recognition_ended";
    public const string OrderAwaited = "order_awaited";
    public const string OrderSettled = "order_settled";
    public const string TapForged = "tap_forged";
}
