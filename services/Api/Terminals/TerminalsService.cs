using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Streams;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;

namespace SmartStore.Api.Terminals;

/// <summary>The <c>Terminals</c> service, for terminals that speak HTTP: the same ids, answers and limits as their topics.</summary>
internal sealed class TerminalsService(TapCalls taps, ScreenCalls acts, ScreenStreams screens, IStoreCatalog catalog, StreamCalls streams, TimeProvider time) : Proto.Terminals.TerminalsBase
{
    public override async Task<Proto.TapAnswer> Tap(Proto.TapRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId), ("terminal_id", request.TerminalId), ("id", request.Id));
        if (request.At is null) throw Refusal.Wrong("at", "is missing");
        if (Time(request.At) is not { } at) throw Refusal.Wrong("at", "is not a time between 1970 and 9999");
        if (request.Sent is not null && Time(request.Sent) is null) throw Refusal.Wrong("sent", "is not a time between 1970 and 9999");
        if (request.Kind is < Proto.TapKind.Nfc or > Proto.TapKind.Pin) throw Refusal.Wrong("kind", "must be one of nfc, qr, pin");
        var book = catalog.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        var terminal = book.Terminal(request.TerminalId) ?? throw Refusal.NoTerminal(request.TerminalId);
        var shown = ScannedCode.Of(request.Pass);
        var origin = TapOrigin.Of(book.Store, terminal.Id, request.Id, shown);
        if (!ShownCode.IsReadable(shown)) return Of(new TapAnswer(origin.Key, at, TapOutcome.Refused, Order: null, Phrases.Of(preferred: "", book.Layout).PassRefused));
        // A desk that does not watch has no screen.
        var screen = terminal.Kind == TerminalKind.Info || (terminal.Kind is TerminalKind.Desk or TerminalKind.Unspecified && screens.Has(book.Store, terminal.Id)) ? screens.Reference : null;
        return Of(await taps.Ask(origin, terminal.Zone, Kind(request.Kind), shown, at, Time(request.Sent), screen));
    }

    public override async Task<Proto.TapAnswer> Act(Proto.ActRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId), ("terminal_id", request.TerminalId), ("id", request.Id));
        if (request.At is null) throw Refusal.Wrong("at", "is missing");
        if (Time(request.At) is not { } at) throw Refusal.Wrong("at", "is not a time between 1970 and 9999");
        if (request.Sent is not null && Time(request.Sent) is null) throw Refusal.Wrong("sent", "is not a time between 1970 and 9999");
        Refusal.Require(ActWords.Check(request.Session, request.Act, request.Item, request.Value));
        var book = catalog.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        var terminal = book.Terminal(request.TerminalId) ?? throw Refusal.NoTerminal(request.TerminalId);
        var kind = ActWords.Kind(request.Act);
        if (kind == ActKind.Help) throw new RpcException(new Status(StatusCode.Unimplemented, "act: help is not built yet; leave it out."));
        var origin = ActWords.Origin(book.Store, terminal.Id, request.Id, request.Session, request.Act, request.Item, request.Value);
        return Of(await acts.Act(origin, kind, request.Session, request.Item, request.Value, at, Time(request.Sent), screens.Has(book.Store, terminal.Id) ? screens.Reference : null));
    }

    /// <summary>What the terminal shows, and that the stream works. A sign shows nobody anything of theirs.</summary>
    public override Task Watch(Proto.WatchTerminalRequest request, IServerStreamWriter<Proto.TerminalUpdate> responseStream, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("store_id", request.StoreId), Refusal.OfId("terminal_id", request.TerminalId), Heartbeats.Wrong(request.HeartbeatS));
        var book = catalog.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        var terminal = book.Terminal(request.TerminalId) ?? throw Refusal.NoTerminal(request.TerminalId);
        return streams.Run(responseStream, context, call => Watch(book.Store, terminal, Heartbeats.Every(request.HeartbeatS), call));
    }

    private async Task Watch(StoreId store, Terminal terminal, TimeSpan every, StreamCall<Proto.TerminalUpdate> call)
    {
        using var stream = screens.Open(store, terminal.Id);
        await stream.SaySo();
        await call.SendHeaders();
        while (true)
        {
            var frame = await stream.Next(every, call.Cancel);
            var update = new Proto.TerminalUpdate { At = time.GetUtcNow().ToTimestamp() };
            if (frame is null) update.Heartbeat = new();
            else update.Screen = frame;
            await call.Write(update);
        }
    }

    private static DateTimeOffset? Time(Timestamp? time)
    {
        const long latestUnixS = 253_402_300_799;
        if (time is null || time.Seconds is < 0 or > latestUnixS || time.Nanos is < 0 or > 999_999_999) return null;
        // Milliseconds, as on the topic: the same tap gets the same bytes.
        return DateTimeOffset.FromUnixTimeMilliseconds(time.ToDateTimeOffset().ToUnixTimeMilliseconds());
    }

    private static TapKind Kind(Proto.TapKind kind) => kind switch { Proto.TapKind.Pin => TapKind.Pin, Proto.TapKind.Qr => TapKind.Qr, _ => TapKind.Nfc };

    private static Proto.TapAnswer Of(TapAnswer answer) => new()
    {
        Id = answer.Key.TapId().ToString(),
        At = answer.At.ToTimestamp(),
        Outcome = answer.Outcome switch
        {
            TapOutcome.Ok => Proto.TapOutcome.Ok,
            TapOutcome.NoOrder => Proto.TapOutcome.NoOrder,
            TapOutcome.Granted => Proto.TapOutcome.Granted,
            TapOutcome.AlreadyClaimed => Proto.TapOutcome.AlreadyClaimed,
            TapOutcome.Expired => Proto.TapOutcome.Expired,
            TapOutcome.TryAgain => Proto.TapOutcome.TryAgain,
            _ => Proto.TapOutcome.Refused,
        },
        OrderId = answer.Order?.Value ?? "",
        Text = answer.Text,
        Grant = answer.Grant,
        Slot = answer.Slot,
        Until = answer.Until?.ToTimestamp(),
        More = answer.More,
        Language = answer.Choices.Language,
        TextSize = (Proto.TextSize)answer.Choices.TextSize,
        HighContrast = answer.Choices.HighContrast,
    };
}
