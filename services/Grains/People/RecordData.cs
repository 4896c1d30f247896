namespace SmartStore.Grains.People;

/// <summary>What a shopper's grain keeps.</summary>
internal sealed class ShopperData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Shopper);

    public string Keeps =>
        "Profile, consents, list, the open visit, recent suggestions and answers, what was decided last, copies of the shopper's orders, and what the phone has still to be told: as long as there is this shopper.";
}

/// <summary>What orders' grains keep.</summary>
internal sealed class OrderData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Order);

    public string Keeps =>
        "Whose an order is, who may fetch it, who tapped for it and who fetched it: as long as there is the holder. Of an erased holder the order stays alone until it is over, and 72 h longer.";
}

/// <summary>What stores' boards keep.</summary>
internal sealed class BoardData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Store);

    public string Keeps => "Who is there and may be greeted, whose orders wait, and to whom codes were given: copies, as long as the originals say so. What screens were told: four hours.";
}

/// <summary>What households' grains keep.</summary>
internal sealed class HouseholdData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Household);

    public string Keeps =>
        "Who is a member or waits to be one, with the name, and the list that they share, which does not say who put what: as long as they are in it. Who leaves takes the name along; the last one out ends it.";
}

/// <summary>What members' grains keep.</summary>
internal sealed class MemberData : IDeclaresPersonalData
{
    public string Of => PersonalDataOf.Grain(GrainKeys.Member);

    public string Keeps => "What the shopper agreed to, when, where and who said it: as long as there is this shopper.";
}
