namespace SmartStore.Api.Identity;

/// <summary>The roles of callers, as tokens and API keys spell them, and the claims that carry them.</summary>
internal static class Roles
{
    /// <summary>Claim: who calls. Of a shopper the shopper id, of a device <c>store/kind/id</c>, of an API key its id.</summary>
    public const string Subject = "sub";

    public const string Claim = "roles";

    /// <summary>A person who has an account; everybody with a bearer token is one, under the id that the token names.</summary>
    public const string Shopper = "shopper";

    public const string Operator = "operator";
    public const string Staff = "staff";
    public const string Manager = "manager";
    public const string Orders = "orders";
    public const string Till = "till";
    public const string Analyst = "analyst";

    /// <summary>A registered board that nobody signed in at, or that is locked.</summary>
    public const string Board = "board";

    /// <summary>A terminal that showed its certificate.</summary>
    public const string Terminal = "terminal";

    /// <summary>Roles that an API key may have: those that name no single person or device.</summary>
    public static readonly IReadOnlyList<string> OfKeys = [Operator, Staff, Manager, Orders, Till, Analyst];
}

/// <summary>The ways to prove who one is.</summary>
internal static class Schemes
{
    /// <summary>Chooses one of the others by what the call brings.</summary>
    public const string Chooser = "smart";

    public const string ApiKey = "api-key";
    public const string Certificate = "certificate";
    public const string Bearer = "bearer";

    /// <summary>The cookie of a browser that signed in, for calls of this server's own pages.</summary>
    public const string Session = "session";

    /// <summary>The cookie of a registered board.</summary>
    public const string Board = "board";

    /// <summary>Signing in at the issuer, which yields a <see cref="Session"/>.</summary>
    public const string OpenId = "openid";

    /// <summary>No proof: loopback, as long as no issuer is configured.</summary>
    public const string Development = "development";
}
