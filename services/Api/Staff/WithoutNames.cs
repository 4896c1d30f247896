namespace SmartStore.Api.Staff;

/// <summary>An update as a wall or a locked board shows it: nothing in it names a person.</summary>
internal static class WithoutNames
{
    /// <summary>Empties names and shopper ids.</summary>
    /// <param name="update">Changed, and given back.</param>
    public static Proto.StoreUpdate Of(Proto.StoreUpdate update)
    {
        switch (update.WhatCase)
        {
            case Proto.StoreUpdate.WhatOneofCase.VipArrived: (update.VipArrived.ShopperId, update.VipArrived.Name) = ("", ""); break;
            case Proto.StoreUpdate.WhatOneofCase.VipLeft: update.VipLeft.ShopperId = ""; break;
            case Proto.StoreUpdate.WhatOneofCase.PickupWaiting: (update.PickupWaiting.ShopperId, update.PickupWaiting.Name, update.PickupWaiting.ClaimedByName) = ("", "", ""); break;
            case Proto.StoreUpdate.WhatOneofCase.Assistance: update.Assistance.ShopperId = ""; break;
            case Proto.StoreUpdate.WhatOneofCase.Case: (update.Case.ShopperId, update.Case.Name, update.Case.StaffName) = ("", "", ""); break;
            case Proto.StoreUpdate.WhatOneofCase.Proposal: (update.Proposal.ShopperId, update.Proposal.Name) = ("", ""); break;
        }
        return update;
    }
}
