using System.Text;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>Decisions as the words of a table cell: what the phone, staff and the terminal are told. What only changes the state is left out.</summary>
internal static class Told
{
    public static string Of(IEnumerable<ShopperDecision> decisions)
    {
        var words = string.Join(", ", decisions.Select(Of).Where(word => word.Length > 0));
        return words.Length == 0 ? "-" : words;
    }

    public static string Of(ShopperDecision decision) => decision switch
    {
        VisitStarted => "visit_started",
        VisitEnded => "visit_ended",
        ZoneEntered d => "zone " + Zone(d.Zone),
        ListRecalled d => "list " + (d.Items.Count == 0 ? "empty" : string.Join(' ', d.Items.Select(item => $"{item.Item.Id}{(item.Item.IsShared ? "*" : "")}@{Zone(item.Zone)}"))),
        Suggested { Suggestion.Kind: SuggestionKind.Recipe } d => $"recipe {d.Suggestion.Recipe!.Id}[{string.Join(' ', d.Suggestion.Recipe.Missing.Select(m => m.Product.Value))}]",
        Suggested d => "reminder " + string.Join(' ', d.Suggestion.Why.ListItemIds),
        SuggestionRevoked d => "revoked " + Screaming(d.Reason.ToString()),
        PickupTold d => $"pickup {d.Order} {Screaming(d.State.ToString())}",
        SharingEnded d => $"no longer shared {string.Join(' ', d.Removed)}",
        HomeTold { HasLeft: true } => "household: is in another",
        HomeTold => "household: told",
        StaffTold { Standing: null } => "staff: gone",
        StaffTold { Standing: { Vip: { } vip } standing } => $"staff: vip {standing.Name} at {Zone(vip.Zone)}",
        StaffTold d => $"staff: {d.Standing!.Name} is here",
        TapAnswered { Answer.Order: { } order } => $"asks {order}",
        TapAnswered d => "answer " + Encoding.UTF8.GetString(d.Answer.ToJson()).Split("\"outcome\":\"")[1].Split('"')[0],
        _ => "",
    };

    private static string Zone(ZoneId zone) => zone.IsUnknown ? "?" : zone.Value;

    private static string Screaming(string pascal) =>
        string.Concat(pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
