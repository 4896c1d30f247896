using System.Globalization;
using Google.Protobuf;
using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage.Layouts;

/// <summary>
/// A layout as a form has it. What the form does not show, also what a newer contract adds, stays as it is: each row says which one of the layout it was.
/// Rows that are empty or marked as removed are left out; zones follow the numbers that say their walking order.
/// </summary>
internal sealed class LayoutForm(IFormCollection form, Proto.Store was)
{
    private readonly List<Mistake> _mistakes = [];

    /// <summary>What cannot be read, by its path in the layout that was read.</summary>
    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    /// <summary>The field of the form that a path of the contract speaks of: a list of words is one field.</summary>
    public static string FieldOf(string path)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var isWord = name.EndsWith(']') && name[..name.IndexOf('[', StringComparison.Ordinal)] is not ("zones" or "anchors" or "terminals" or "gateways");
        return isWord ? path[..path.LastIndexOf('[')] : path;
    }

    /// <summary>The layout that the form says.</summary>
    /// <param name="id">Of a store that is there; null: the form says it.</param>
    public Proto.Store Read(string? id)
    {
        var store = was.Clone();
        (store.Id, store.Name, store.Currency, store.TimeZone, store.Language, store.DeliveryUntil) = (id ?? Text("id"), Text("name"), Text("currency"), Text("time_zone"), Text("language"), Text("delivery_until"));
        store.HoldHours = (int)Number("hold_hours", "store.hold_hours", whole: true);
        Replace(store.NearStoreIds, Words("near_store_ids"));
        Replace(store.Zones, Rows("zones", was.Zones, Zone));
        Replace(store.Anchors, Rows("anchors", was.Anchors, Anchor));
        Replace(store.Terminals, Rows("terminals", was.Terminals, Terminal));
        Replace(store.Gateways, Rows("gateways", was.Gateways, Gateway));
        return store;
    }

    private void Zone(Proto.Zone zone, string row, string path)
    {
        (zone.Id, zone.Name, zone.Floor) = (Text($"{row}.id"), Text($"{row}.name"), Text($"{row}.floor"));
        (zone.Entrance, zone.Pickup, zone.Service, zone.Checkout) = (IsOn($"{row}.entrance"), IsOn($"{row}.pickup"), IsOn($"{row}.service"), IsOn($"{row}.checkout"));
        Replace(zone.Neighbours, Words($"{row}.neighbours"));
        Replace(zone.Outline, Outline($"{row}.outline", $"{path}.outline"));
    }

    private void Anchor(Proto.Anchor anchor, string row, string path)
    {
        (anchor.Id, anchor.ZoneId, anchor.Beacon) = (Text($"{row}.id"), Text($"{row}.zone_id"), Text($"{row}.beacon"));
        (anchor.XM, anchor.YM, anchor.ZM) = (Number($"{row}.x_m", $"{path}.x_m"), Number($"{row}.y_m", $"{path}.y_m"), Number($"{row}.z_m", $"{path}.z_m"));
    }

    private void Terminal(Proto.Terminal terminal, string row, string path)
    {
        (terminal.Id, terminal.ZoneId, terminal.PrivateScreen) = (Text($"{row}.id"), Text($"{row}.zone_id"), IsOn($"{row}.private_screen"));
        if (Enum.TryParse<Proto.TerminalKind>(Text($"{row}.kind"), out var kind)) terminal.Kind = kind;
        Replace(terminal.Slots, Text($"{row}.slots").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private void Gateway(Proto.Gateway gateway, string row, string path) =>
        (gateway.AnchorId, gateway.Maker, gateway.TopicFilter) = (Text($"{row}.anchor_id"), Text($"{row}.maker"), Text($"{row}.topic_filter"));

    private List<T> Rows<T>(string list, IReadOnlyList<T> parts, Action<T, string, string> read)
        where T : class, IMessage<T>, new()
    {
        var rows = new List<string>();
        for (var i = 0; form.ContainsKey($"{list}.{i}.was"); i++) rows.Add($"{list}.{i}");
        var found = new List<T>();
        foreach (var row in rows.Where(row => !IsOn($"{row}.removed")).OrderBy(row => IsNumber(Text($"{row}.order"), out var order) ? order : 0))
        {
            var isOld = int.TryParse(Text($"{row}.was"), NumberStyles.None, CultureInfo.InvariantCulture, out var old) && old < parts.Count;
            var part = isOld ? parts[old].Clone() : new T();
            var known = _mistakes.Count;
            read(part, row, $"store.{list}[{found.Count}]");
            // A row that nothing was typed into is none.
            if (isOld || !part.Equals(new T()) || _mistakes.Count > known) found.Add(part);
        }
        return found;
    }

    private IEnumerable<Proto.PointM> Outline(string name, string path)
    {
        foreach (var (i, word) in Words(name).Index())
        {
            var at = word.Split(';');
            if (at.Length == 2 && IsNumber(at[0], out var x) && IsNumber(at[1], out var y)) yield return new Proto.PointM { XM = x, YM = y };
            else _mistakes.Add(new Mistake($"{path}[{i}]", $"\"{Short(word)}\" is no point, such as 4.5;-2"));
        }
    }

    private double Number(string name, string path, bool whole = false)
    {
        var text = Text(name);
        if (text.Length == 0 || (IsNumber(text, out var number) && (!whole || (number == Math.Truncate(number) && Math.Abs(number) < int.MaxValue)))) return text.Length == 0 ? 0 : double.Parse(text, CultureInfo.InvariantCulture);
        _mistakes.Add(new Mistake(path, $"\"{Short(text)}\" is no {(whole ? "whole " : "")}number"));
        return 0;
    }

    private static bool IsNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static string Short(string text) => text.Length <= 32 ? text : text[..32] + "…";

    private string Text(string name) => form[name].ToString().Trim();

    private bool IsOn(string name) => form[name] == "yes";

    private string[] Words(string name) => Text(name).Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static void Replace<T>(Google.Protobuf.Collections.RepeatedField<T> list, IEnumerable<T> by)
    {
        var next = by.ToList();
        list.Clear();
        list.AddRange(next);
    }
}

/// <summary>What becomes of one part of a layout.</summary>
internal enum ChangeKind
{
    Added = 0,
    Changed,
    Removed,
}

/// <summary>One difference of two layouts.</summary>
/// <param name="Part">Name of the list in the contract; <c>store</c>: a word of the store itself.</param>
/// <param name="Id">Of the part, or the name of the word.</param>
internal sealed record LayoutChange(string Part, string Id, ChangeKind Kind)
{
    /// <summary>Everything that differs.</summary>
    public static IReadOnlyList<LayoutChange> Of(Proto.Store before, Proto.Store after) =>
    [
        .. Proto.Store.Descriptor.Fields.InDeclarationOrder()
            .Where(field => !field.IsRepeated && !Equals(field.Accessor.GetValue(before), field.Accessor.GetValue(after)))
            .Select(field => new LayoutChange("store", field.Name, ChangeKind.Changed)),
        .. before.NearStoreIds.Equals(after.NearStoreIds) ? Array.Empty<LayoutChange>() : [new LayoutChange("store", "near_store_ids", ChangeKind.Changed)],
        .. Parts("zones", before.Zones, after.Zones, zone => zone.Id),
        .. before.Zones.Select(zone => zone.Id).Intersect(after.Zones.Select(zone => zone.Id)).SequenceEqual(after.Zones.Select(zone => zone.Id).Intersect(before.Zones.Select(zone => zone.Id))) ? Array.Empty<LayoutChange>() : [new LayoutChange("store", "walking_order", ChangeKind.Changed)],
        .. Parts("anchors", before.Anchors, after.Anchors, anchor => anchor.Id),
        .. Parts("terminals", before.Terminals, after.Terminals, terminal => terminal.Id),
        .. Parts("gateways", before.Gateways, after.Gateways, gateway => $"{gateway.AnchorId} {gateway.TopicFilter}"),
    ];

    private static IEnumerable<LayoutChange> Parts<T>(string part, IEnumerable<T> before, IEnumerable<T> after, Func<T, string> idOf)
        where T : class
    {
        var (old, now) = (before.ToLookup(idOf, StringComparer.Ordinal), after.ToLookup(idOf, StringComparer.Ordinal));
        foreach (var group in old)
            if (!now.Contains(group.Key)) yield return new LayoutChange(part, group.Key, ChangeKind.Removed);
            else if (!group.SequenceEqual(now[group.Key])) yield return new LayoutChange(part, group.Key, ChangeKind.Changed);
        foreach (var group in now)
            if (!old.Contains(group.Key)) yield return new LayoutChange(part, group.Key, ChangeKind.Added);
    }
}
