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
/// go out now never goes out: the terminal blanks by itself. What our own broker's readers see is shown by this process; what those of a broker of the shop see, by one process of all.
/// </summary>
/// <param name="wires">Asked for late: our broker needs this.</param>
public sealed class TerminalScreens(IGrainFactory grains, IStoreCatalog catalog, TimeProvider time, Lazy<IReadOnlyList<ITerminalWire>> wires) : IScreenEdge
{
    private static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(1);

    private readonly Publisher _own = new(grains, wires, isShared: false);
    private readonly Publisher _shared = new(grains, wires, isShared: true);

    /// <inheritdoc/>
    /// <remarks>A desk has a screen when somebody reads its topic.</remarks>
    public IScreenViewer? Viewer(StoreId store, Terminal terminal) =>
        _own.Wires.Any() && terminal.HasScreen(() => _own.Wires.Any(wire => wire.MayBeRead(Topics.Screen(store.Value, terminal.Id)))) ? _own.Reference : null;

    /// <inheritdoc/>
    public IScreenViewer? Shared => _shared.Wires.Any() ? _shared.Reference : null;

    /// <summary>A device begins to read our broker: when that is a terminal's screen, this process shows it from now on, beginning with the one that is open.</summary>
    /// <returns>Ends soon, also when the terminal's grain does not answer: <see cref="Look"/> says it again.</returns>
    public async Task Read(string filter)
    {
        if (ScreenOf(filter) is not { } screen) return;
        try
        {
            await GrainCalls.TryOnce(async () =>
            {
                await screen.Unwatch(_own.Reference);
                await screen.Watch(_own.Reference);
            }).WaitAsync(ReadWithin, time);
        }
        catch (TimeoutException)
        {
        }
    }

    /// <summary>Says of each screen that is read here that it is.</summary>
    public async Task Look(CancellationToken cancel)
    {
        foreach (var filter in _own.Wires.SelectMany(static wire => wire.ReadOfTerminals).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            if (ScreenOf(filter) is { } screen) await GrainCalls.TryOnce(() => screen.Watch(_own.Reference));
        }
    }

    // A device may subscribe to any name; there is a grain only for terminals that are there.
    private IScreenGrain? ScreenOf(string filter) =>
        Topics.ReadScreen(filter) is var (store, id) && catalog.Find(new StoreId(store))?.Terminal(id) is { } terminal && terminal.HasScreen(static () => true)
            ? grains.GetGrain<IScreenGrain>(ScreenWatch.Key(new StoreId(store), id))
            : null;

    private sealed class Publisher(IGrainFactory grains, Lazy<IReadOnlyList<ITerminalWire>> wires, bool isShared) : IScreenViewer
    {
        private static readonly TimeSpan PublishWithin = TimeSpan.FromSeconds(1);

        private IScreenViewer? _reference;

        public IEnumerable<ITerminalWire> Wires => wires.Value.Where(wire => wire.IsShared == isShared);

        // To all who ask at once the same one, or a screen would have it twice.
        public IScreenViewer Reference => _reference ?? LazyInitializer.EnsureInitialized(ref _reference, () => grains.CreateObjectReference<IScreenViewer>(this));

        public async Task Show(string store, string terminal, byte[] screen)
        {
            var body = screen.Length == 0 ? [] : ScreenFrame.ToJson(Proto.TerminalScreen.Parser.ParseFrom(screen));
            var message = new TerminalMessage(Topics.Screen(store, terminal), [], body) { IsVolatile = true };
            using var limit = new CancellationTokenSource(PublishWithin);
            foreach (var wire in Wires) await wire.TryPublish(message, limit.Token);
        }
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
