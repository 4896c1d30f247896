using System.Collections.Frozen;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SmartStore.Api.Identity;

namespace SmartStore.Api.Calls;

/// <summary>Who may call what: one table, which makes the policies of gRPC, JSON and server-sent events alike. A method without a row does not start.</summary>
internal static class Access
{
    private const string Package = "/smartstore.v1.";

    // The more particular row stands later and wins.
    private static readonly (string Methods, AccessRule Rule)[] Table =
    [
        ("Shoppers.*", new(Roles.Operator) { IsOwners = true }),
        ("Shoppers.PutConsent", new(Roles.Operator) { IsOwners = true, OwnersGuardianIn = "guardian_id" }),
        ("Shoppers.PutPreferences", new(Roles.Operator) { IsOwners = true, OwnerIn = "preferences" }),
        ("Staff.*", new(Roles.Staff, Roles.Manager) { IsOfStore = true }),
        ("Staff.Watch", new(Roles.Staff, Roles.Manager) { IsOfStore = true, IsBoards = true }),
        ("Stores.*", new(Roles.Operator)),
        ("Stores.GetStore", new() { IsForEverybody = true }),
        ("Stores.PutOrder", new(Roles.Operator, Roles.Orders, Roles.Till)),
        ("Stores.PutPurchase", new(Roles.Operator, Roles.Till)),
        ("Stores.PutStock", new(Roles.Operator, Roles.Till)),
        ("Operators.*", new(Roles.Operator)),
        ("Operators.Listen", new(Roles.Operator, Roles.Staff, Roles.Manager)),
        ("Operators.ListStores", new(Roles.Operator, Roles.Staff, Roles.Manager)),
        ("Operators.Why", new(Roles.Operator) { IsOwners = true }),
        ("Calibrations.*", new(Roles.Operator)),
        ("Terminals.*", new(Roles.Operator) { IsOwnTerminals = true }),
        ("Insights.*", new(Roles.Analyst, Roles.Operator)),
    ];

    private static readonly FrozenDictionary<string, AccessRule> Rules = Methods().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule of a method; null: it is none of the contract's.</summary>
    /// <param name="method">As in the path: <c>/smartstore.v1.Shoppers/GetList</c>.</param>
    public static AccessRule? Find(string method) => Rules.GetValueOrDefault(method);

    public static IReadOnlyDictionary<string, AccessRule> All => Rules;

    // The contract names the methods, not the table: a row for a method that does not exist has no effect.
    private static Dictionary<string, AccessRule> Methods()
    {
        var rules = new Dictionary<string, AccessRule>(StringComparer.Ordinal);
        foreach (var service in Proto.SmartstoreReflection.Descriptor.Services.Concat(Proto.OperatorsReflection.Descriptor.Services))
            foreach (var method in service.Methods)
                if (Table.LastOrDefault(row => row.Methods == $"{service.Name}.*" || row.Methods == $"{service.Name}.{method.Name}").Rule is { } rule)
                    rules.Add($"{Package}{service.Name}/{method.Name}", rule);
        return rules;
    }
}

/// <summary>Who may call a method. The development identity may call all of them.</summary>
/// <param name="Allowed">Roles that may call it about anything.</param>
internal sealed record AccessRule(params IReadOnlyList<string> Allowed)
{
    /// <summary>Also the shopper that <c>shopper_id</c> names.</summary>
    public bool IsOwners { get; init; }

    /// <summary>The field whose message names that shopper; empty: the request itself does.</summary>
    public string OwnerIn { get; init; } = "";

    /// <summary>The field that may name who speaks for that shopper: then it is they who call, and the shopper's rules say whether they may. Empty: there is none.</summary>
    public string OwnersGuardianIn { get; init; } = "";

    /// <summary>Also the terminal that <c>store_id</c> and <c>terminal_id</c> name.</summary>
    public bool IsOwnTerminals { get; init; }

    /// <summary>About the store that <c>store_id</c> names, in the name of who <c>staff_id</c> names: <see cref="StaffRights"/> has the rule.</summary>
    public bool IsOfStore { get; init; }

    /// <summary>Also a board that is locked, or that nobody signed in at, as long as it asks for no names.</summary>
    public bool IsBoards { get; init; }

    /// <summary>Also every caller with an identity.</summary>
    public bool IsForEverybody { get; init; }

    /// <summary>The endpoint's policy: what the identity alone decides, before the request is read.</summary>
    public AuthorizationPolicy Policy => field ??= new AuthorizationPolicyBuilder().RequireAssertion(context => MayCall(context.User)).Build();

    /// <summary>True when the caller may call the method about something at least.</summary>
    public bool MayCall(ClaimsPrincipal caller) =>
        MayCallAboutAnything(caller) || (IsOwners && caller.IsInRole(Roles.Shopper)) || (IsOwnTerminals && caller.IsInRole(Roles.Terminal)) || (IsBoards && caller.IsInRole(Roles.Board));

    public bool MayCall(ClaimsPrincipal caller, IMessage request) =>
        MayCallAboutAnything(caller)
        || (IsOwners && caller.IsInRole(Roles.Shopper) && Is(caller, Owner(request)))
        || (IsOwnTerminals && caller.IsInRole(Roles.Terminal) && Is(caller, $"{Field(request, "store_id")}/terminal/{Field(request, "terminal_id")}"))
        || (IsBoards && caller.IsInRole(Roles.Board) && request.Descriptor.FindFieldByName("without_names").Accessor.GetValue(request) is true);

    private bool MayCallAboutAnything(ClaimsPrincipal caller) =>
        caller.Identity is { IsAuthenticated: true } identity && (identity.AuthenticationType == Schemes.Development || IsForEverybody || Allowed.Any(caller.IsInRole));

    private static bool Is(ClaimsPrincipal caller, string subject) => subject.Length > 0 && caller.FindFirstValue(Roles.Subject) == subject;

    private string Owner(IMessage request) =>
        OwnersGuardianIn.Length > 0 && Field(request, OwnersGuardianIn) is { Length: > 0 } guardian ? guardian
        : OwnerIn.Length == 0 ? Field(request, "shopper_id")
        : request.Descriptor.FindFieldByName(OwnerIn).Accessor.GetValue(request) is IMessage inner ? Field(inner, "shopper_id") : "";

    internal static string Field(IMessage request, string name) => request.Descriptor.FindFieldByName(name)?.Accessor.GetValue(request) as string ?? "";
}
