using Microsoft.Net.Http.Headers;

namespace SmartStore.Pages.Manage;

/// <summary>What the manager's pages say, in one language: every text is there in each, or it does not compile.</summary>
internal sealed partial record Words
{
    private static IEnumerable<Words> All => [English, Korean];

    /// <summary>BCP 47 tag.</summary>
    public required string Lang { get; init; }

    /// <summary>In the language that the browser asks for and these pages have: the first of them; else English.</summary>
    public static Words Of(HttpContext http)
    {
        if (http.Request.Query["lang"].ToString() is { Length: > 0 } asked && Find(asked) is { } found) return found;
        foreach (var taken in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(taken => taken.Quality ?? 1))
            if (Find(taken.Value.ToString()) is { } words)
                return words;
        return English;
    }

    private static Words? Find(string tag) => All.FirstOrDefault(words => tag.Equals(words.Lang, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(words.Lang + "-", StringComparison.OrdinalIgnoreCase));

    // ---- every page
    public required string Manage { get; init; }
    public required string ToContent { get; init; }
    public required string NotForYou { get; init; }
    public required string SignInFirst { get; init; }
    public required string NeedsOperator { get; init; }
    public required string NothingHere { get; init; }
    public required string NothingHereText { get; init; }
    public required string DidNotWork { get; init; }
    public required string RefusedText { get; init; }
    public required string AwayText { get; init; }
    public required string Live { get; init; }
    public required string Connecting { get; init; }
    /// <summary>{0} is the time.</summary>
    public required string Stale { get; init; }

    // ---- stores
    public required string Stores { get; init; }
    public required string Store { get; init; }
    public required string NoStores { get; init; }
    public required string Id { get; init; }
    public required string InStore { get; init; }
    /// <summary>{0} is how many.</summary>
    public required string InStoreLive { get; init; }
    public required string Receivers { get; init; }
    public required Func<int, string> Failing { get; init; }
    public required string AllHeard { get; init; }
    public required string LayoutPut { get; init; }
    public required string Board { get; init; }
    public required string OpenBoard { get; init; }
    public required string OpenKiosk { get; init; }

    // ---- one store
    public required string ThisStore { get; init; }
    public required string Overview { get; init; }
    public required string Currency { get; init; }
    public required string TimeZone { get; init; }
    public required string Language { get; init; }
    public required string Zones { get; init; }
    public required string Zone { get; init; }
    public required string Anchors { get; init; }
    public required string Terminals { get; init; }
    public required string Terminal { get; init; }
    public required string Beacon { get; init; }
    public required string Scanner { get; init; }
    public required string Floor { get; init; }
    public required string Floors { get; init; }
    public required string PlanAlt { get; init; }
    public required string PlanText { get; init; }
    public required string People { get; init; }
    public required string Unknown { get; init; }
    public required string LeadsTo { get; init; }
    public required string Is { get; init; }
    public required string Entrance { get; init; }
    public required string Pickup { get; init; }
    public required string Service { get; init; }
    public required string Checkout { get; init; }
    public required string Unreachable { get; init; }
    public required Func<int, string> UnreachableText { get; init; }
    public required string AsOf { get; init; }
    public required string ReceiversText { get; init; }
    public required string State { get; init; }
    public required string LastHeard { get; init; }
    public required string Clock { get; init; }
    public required string NotUsed { get; init; }
    public required string Heard { get; init; }
    public required string Silent { get; init; }
    public required string NotYet { get; init; }
    public required string NotSinceStart { get; init; }
    public required string Right { get; init; }
    public required Func<double, string> Off { get; init; }
    public required string Late { get; init; }
    public required string NotUnderstood { get; init; }
    public required string NotMeasured { get; init; }
    public required string RefusedElse { get; init; }
    public required string Kind { get; init; }
    public required string Slots { get; init; }
    public required string Page { get; init; }
    public required Func<Proto.TerminalKind, string> TerminalKind { get; init; }

    // ---- import
    public required string Import { get; init; }
}
