using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Streams;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;

namespace SmartStore.Api.Terminals;

/// <summary>The <c>Terminals</c> service, for terminals that speak HTTP: the same ids, answers and limits as their topics.</summary>
internal sealed class TerminalsService(TapCalls taps, IStoreCatalog catalog, StreamCalls streams, TimeProvider time) : Proto.Terminals.TerminalsBase
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
        return Of(await taps.Ask(origin, terminal.Zone, Kind(request.Kind), shown, at, Time(request.Sent)));
    }

    /// <summary>So far it says that it works and no more: no act opens a screen yet.</summary>
    public override Task Watch(Proto.WatchTerminalRequest request, IServerStreamWriter<Proto.TerminalUpdate> responseStream, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("store_id", request.StoreId), Refusal.OfId("terminal_id", request.TerminalId), Heartbeats.Wrong(request.HeartbeatS));
        var book = catalog.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        if (book.Terminal(request.TerminalId) is null) throw Refusal.NoTerminal(request.TerminalId);
        return streams.Run(responseStream, context, call => Beat(Heartbeats.Every(request.HeartbeatS), call));
    }

    private async Task Beat(TimeSpan every, StreamCall<Proto.TerminalUpdate> call)
    {
        await call.SendHeaders();
        while (true)
        {
            await Task.Delay(every, time, call.Cancel);
            await call.Write(new Proto.TerminalUpdate { At = time.GetUtcNow().ToTimestamp(), Heartbeat = new() });
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
    };
}
