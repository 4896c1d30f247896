using Google.Protobuf;
using Orleans;
using SmartStore.Core;
using SmartStore.Core.Members;
using SmartStore.Core.Screens;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;
using Proto = SmartStore.Contracts.V1;

namespace SmartStore.Ingest.Taps;

/// <summary>
/// Screens of terminals that speak MQTT: each frame is published on <c>…/screen</c> at QoS 0, and nobody keeps it. An empty payload blanks the screen. A frame that cannot
/// go out now never goes out: the terminal blanks by itself.
/// </summary>
/// <param name="wires">Asked for late: our broker needs the intake, and the intake this.</param>
public sealed class TerminalScreens(IGrainFactory grains, Lazy<IReadOnlyList<ITerminalWire>> wires) : IScreenViewer
{
    private static readonly TimeSpan PublishWithin = TimeSpan.FromSeconds(1);

    private IScreenViewer? _reference;

    private IScreenViewer Reference => _reference ??= grains.CreateObjectReference<IScreenViewer>(this);

    /// <summary>Who shows the screen of a terminal; null: it has none. A desk has one when somebody may read its topic.</summary>
    public IScreenViewer? For(StoreId store, Terminal terminal) =>
        terminal.HasScreen(() => wires.Value.Any(wire => wire.MayBeRead(Topics.Screen(store.Value, terminal.Id)))) ? Reference : null;

    /// <inheritdoc/>
    public async Task Show(string store, string terminal, byte[] screen)
    {
        var body = screen.Length == 0 ? [] : ScreenFrame.ToJson(Proto.TerminalScreen.Parser.ParseFrom(screen));
        var message = new TerminalMessage(Topics.Screen(store, terminal), [], body) { IsVolatile = true };
        using var limit = new CancellationTokenSource(PublishWithin);
        foreach (var wire in wires.Value) await wire.TryPublish(message, limit.Token);
    }
}

/// <summary>
/// A frame as terminals get it: UTF-8 JSON, <c>{"session","until","for_s","language","text_size","high_contrast","name"?,"orders":[…],"text","items"?:[…]}</c>; orders and items are
/// <c>PickupUpdate</c> and <c>RecalledItem</c> in proto3 JSON, by the contract's own names of fields.
/// </summary>
internal static class ScreenFrame
{
    /// <summary>Largest frame, bytes. Items at the end of the list, which are those that are done, make room.</summary>
    public const int BytesMax = 64 * 1024;

    // What closes the list and the frame.
    private const int Rest = 2;

    private static readonly JsonFormatter s_form = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static byte[] ToJson(Proto.TerminalScreen screen)
    {
        using var bytes = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("session", screen.Session);
            json.WriteNumber("until", screen.Until.ToDateTimeOffset().ToUnixTimeMilliseconds());
            json.WriteNumber("for_s", screen.ForS);
            json.WriteString("language", screen.Language);
            json.WriteString("text_size", ActWords.Word(screen.TextSize == Proto.TextSize.Unspecified ? TextSize.Normal : (TextSize)screen.TextSize));
            json.WriteBoolean("high_contrast", screen.HighContrast);
            if (screen.Name.Length > 0) json.WriteString("name", screen.Name);
            json.WriteStartArray("orders");
            foreach (var order in screen.Orders) json.WriteRawValue(s_form.Format(order));
            json.WriteEndArray();
            json.WriteString("text", screen.Text);
            if (screen.Items.Count > 0) WriteItems(json, screen.Items);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static void WriteItems(Utf8JsonWriter json, IEnumerable<Proto.RecalledItem> items)
    {
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            var text = s_form.Format(item);
            if (json.BytesCommitted + json.BytesPending + 1 + Encoding.UTF8.GetByteCount(text) + Rest > BytesMax) break;
            json.WriteRawValue(text);
        }
        json.WriteEndArray();
    }
}
