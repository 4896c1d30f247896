using System.Security.Claims;
using SmartStore.Api.Identity;
using SmartStore.Core.Members;

namespace SmartStore.Api.Shoppers;

/// <summary>
/// Writes down who looks at a shopper, when it is not the shopper. Without identities nobody can be told apart from the shopper, but who asks what only operators
/// ask is taken for one.
/// </summary>
internal sealed class AccessNotes(ShopperCalls shoppers)
{
    /// <summary>Call it when it is certain that there is such a shopper, and before anything is read: it is on disk when this returns.</summary>
    /// <param name="what">What will be shown, in a word.</param>
    /// <param name="isOperators">What is asked is an operator's question.</param>
    public async Task Note(ServerCallContext context, string shopper, string what, bool isOperators = false)
    {
        var caller = context.GetHttpContext().User;
        var who = caller.FindFirstValue(Roles.Subject) is { Length: > 0 } subject ? subject : isOperators ? Roles.Operator : shopper;
        if (who == shopper) return;
        var role = caller.FindAll(Roles.Claim).Select(claim => claim.Value).FirstOrDefault(role => role != Roles.Shopper) ?? Roles.Operator;
        await shoppers.Apply(shopper, (id, at) => new AccessNoted(id, at, new AccessEntry(at, who, role, Store: "", what, Reason: "")), context.CancellationToken);
    }
}
