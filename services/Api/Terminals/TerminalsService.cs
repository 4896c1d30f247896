using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Staff;
using SmartStore.Api.Streams;
using SmartStore.Contracts;
using SmartStore.Core.Languages;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;

namespace SmartStore.Api.Terminals;

/// <summary>The <c>Terminals</c> service, for terminals that speak HTTP: the same ids, answers and limits as their topics.</summary>
internal sealed class TerminalsService(TapCalls taps, ScreenCalls acts, ScreenStreams screens, LivePictures pictures, IStoreCatalog catalog, StreamCalls streams, TimeProvider time) : Proto.Terminals.TerminalsBase
{
    public override async Task<Proto.TapAnswer> Tap(Proto.TapRequest request, ServerCallContext context)
    {
        var (at, sent) = Checked(request.StoreId, request.TerminalId, request.Id, request.At, request.Sent);
        if (request.Kind is < Proto.TapKind.Nfc or > Proto.TapKind.Pin) throw Refusal.Wrong("kind", "must be one of nfc, qr, pin");
        var (book, terminal) = Find(request.StoreId, request.TerminalId);
        var shown = ScannedCode.Of(request.Pass);
        var origin = TapOrigin.Of(book.Store, terminal.Id, request.Id, shown);
        if (!ShownCode.IsReadable(shown)) return Of(new TapAnswer(origin.Key, at, TapOutcome.Refused, Order: null, Phrases.Of(preferred: "", book.Layout).PassRefused));
        return Of(await taps.Ask(origin, terminal.Zone, Kind(request.Kind), shown, at, sent));
    }

    public override async Task<Proto.TapAnswer> Act(Proto.ActRequest request, ServerCallContext context)
    {
        var (at, sent) = Checked(request.StoreId, request.TerminalId, request.Id, request.At, request.Sent);
        Refusal.Require(ActWords.Check(request.Session, request.Act, request.Item, request.Value));
        var (book, terminal) = Find(request.StoreId, request.TerminalId);
        var kind = ActWords.Kind(request.Act);
        var origin = ActWords.Origin(book.Store, terminal.Id, request.Id, request.Session, request.Act, request.Item, request.Value);
        return Of(await acts.Act(origin, kind, request.Session, request.Item, request.Value, at, sent));
    }

    /// <summary>What the terminal shows, and that the stream works. A sign shows nobody anything of theirs.</summary>
    public override Task Watch(Proto.WatchTerminalRequest request, IServerStreamWriter<Proto.TerminalUpdate> responseStream, ServerCallContext context)
    {
        Refusal.RequireNone(Refusal.OfId("store_id", request.StoreId), Refusal.OfId("terminal_id", request.TerminalId), Heartbeats.Wrong(request.HeartbeatS));
        var (book, terminal) = Find(request.StoreId, request.TerminalId);
        var every = HeartbeatSeconds.Every(request.HeartbeatS);
        return streams.Run(responseStream, context, call => terminal.Kind == TerminalKind.Sign ? WatchSign(book.Store, terminal.Id, every, call) : Watch(book.Store, terminal, every, call));
    }

    private async Task WatchSign(StoreId store, string id, TimeSpan every, StreamCall<Proto.TerminalUpdate> call)
    {
        var watched = pictures.Enter(store.Value);
        try
        {
            await call.SendHeaders();
            var (language, shownAt, saidAt) = ("", 0L, time.GetTimestamp());
            while (true)
            {
                // The layout may have changed; a sign that is gone shows what it showed, and soon nothing.
                var frame = catalog.Find(store) is { } book && book.Terminal(id) is { Kind: TerminalKind.Sign } sign ? SignFrames.Of(book, sign, watched.Latest.Picture, time.GetUtcNow()) : null;
                if (frame is not null && SignFrames.IsDue(frame, language, time.GetElapsedTime(shownAt)))
                {
                    await call.Write(new Proto.TerminalUpdate { At = time.GetUtcNow().ToTimestamp(), Screen = frame });
                    (language, shownAt, saidAt) = (frame.Language, time.GetTimestamp(), time.GetTimestamp());
                }
                else if (time.GetElapsedTime(saidAt) >= every)
                {
                    await call.Write(new Proto.TerminalUpdate { At = time.GetUtcNow().ToTimestamp(), Heartbeat = new() });
                    saidAt = time.GetTimestamp();
                }
                await Task.Delay(SignFrames.LookEvery < every ? SignFrames.LookEvery : every, time, call.Cancel);
            }
        }
        finally
        {
            pictures.Leave(watched);
        }
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

    private (StoreBook Book, Terminal Terminal) Find(string store, string terminal)
    {
        var book = catalog.Find(new StoreId(store)) ?? throw Refusal.NoStore(store);
        return (book, book.Terminal(terminal) ?? throw Refusal.NoTerminal(terminal));
    }

    // What every message of a terminal has. Times in milliseconds, as on the topics: the same tap gets the same bytes.
    private static (DateTimeOffset At, DateTimeOffset? Sent) Checked(string store, string terminal, string id, Timestamp? at, Timestamp? sent)
    {
        Refusal.RequireIds(("store_id", store), ("terminal_id", terminal), ("id", id));
        if (at is null) throw Refusal.Wrong("at", "is missing");
        if ((Refusal.OfTime("at", at) ?? (sent is null ? null : Refusal.OfTime("sent", sent))) is { } wrong) throw Refusal.Wrong(wrong.Path, wrong.Message);
        return (at.ToDateTimeOffset().WholeMs(), sent?.ToDateTimeOffset().WholeMs());
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
