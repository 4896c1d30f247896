using Google.Protobuf.Reflection;
using SmartStore.Api.Calls;
using SmartStore.Api.Tests.Calls;

namespace SmartStore.Api.Tests.Identity;

/// <summary>Every call that a shopper may make about themself, as the table of rights names them.</summary>
internal static class OwnersCalls
{
    /// <summary>Each with a request that nothing is wrong with, so that only the caller can be.</summary>
    public static IEnumerable<(MethodDescriptor Method, IMessage Request)> Of(string shopper) =>
        from method in RawCall.Methods
        where Access.All[$"/{method.Service.FullName}/{method.Name}"].IsOwners
        select (method, Complete(method.Request(("shopper_id", shopper), ("store_id", ApiShop.StoreId)), shopper));

    // What is asked for before anybody is looked up.
    private static IMessage Complete(IMessage request, string shopper)
    {
        switch (request)
        {
            case Proto.RespondRequest respond: (respond.SuggestionId, respond.Response) = ("s1", Proto.Response.Dismissed); break;
            case Proto.EditListRequest edit: edit.Edits.Add(new Proto.ListEdit { Id = "e1", Tick = "milk" }); break;
            case Proto.PutPreferencesRequest put: put.Preferences = new Proto.Preferences { ShopperId = shopper }; break;
            case Proto.AddToCaseRequest add: (add.CaseId, add.Text) = ("c1", "Hello"); break;
            case Proto.EditHouseholdRequest edit: edit.Create = true; break;
            case Proto.EraseMeRequest erase: erase.RequestId = "r1"; break;
        }
        return request;
    }
}
