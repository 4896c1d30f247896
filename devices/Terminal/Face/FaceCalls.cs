using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SmartStore.Core.Screens;
using SmartStore.Terminal.Readers;
using SmartStore.Terminal.Screens;

namespace SmartStore.Terminal.Face;

/// <summary>
/// The calls of a terminal's page, answered by what the terminal does over MQTT. A call that is said again within a minute, because the page waited no longer, waits for the same act: the door of a locker is asked for once.
/// </summary>
internal sealed class FaceCalls(TerminalDevice device, TerminalSession session, FaceOptions options)
{
    /// <summary>Calls that are known at once; the oldest makes room.</summary>
    public const int KnownMax = 64;

    /// <summary>How long one is known.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(60);

    // The page asks for 12 s in all.
    private static readonly TimeSpan s_waitsMax = TimeSpan.FromSeconds(10);

    // Without a line the tap is on disk and nothing will be said: a moment for a line that is just coming back.
    private static readonly TimeSpan s_waitsCutOff = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<(string Key, long Since, Task<TapAnswer> Answer)> _known = new();

    /// <summary>A code that was shown or typed at the page, by the terminal's own clock. Without an outcome: it is kept, and goes out when the server is there.</summary>
    public async Task<IMessage> Tap(Proto.TapRequest request, CancellationToken cancel)
    {
        Check(request.StoreId, request.TerminalId);
        CheckCall(request.Id);
        if (ShownCode.Of(request.Pass) is not { } shown) return new Proto.TapAnswer { Id = request.Id, At = Now, Outcome = Proto.TapOutcome.Refused, Text = device.Phrases.PassRefused };
        var waits = device.IsConnected ? options.AnswerTimeout < s_waitsMax ? options.AnswerTimeout : s_waitsMax : s_waitsCutOff;
        var answer = await Once($"tap {request.Id} {shown.Pass}", () => session.TapAsync(shown, waits), cancel);
        return answer.Outcome == TapOutcome.NotKept ? throw FaceGuard.Refusal(StatusCode.ResourceExhausted, answer.Text) : Of(answer, request.Id, options.Time.GetUtcNow());
    }

    /// <summary>Something done at the page. It is not kept: the person may have left by the time the server is back.</summary>
    public async Task<IMessage> Act(Proto.ActRequest request, CancellationToken cancel)
    {
        Check(request.StoreId, request.TerminalId);
        CheckCall(request.Id);
        if (ActWords.Check(request.Session, request.Act, request.Item, request.Value) is [var wrong, ..]) throw FaceGuard.Refusal(StatusCode.InvalidArgument, $"{wrong.Path}: {wrong.Message}");
        if (!device.IsConnected) throw FaceGuard.Refusal(StatusCode.Unavailable, device.Phrases.NoAnswer);
        var answer = await Once(
            $"act {request.Id} {request.Session} {request.Act} {request.Item} {request.Value}", () => session.ActAsync(request.Session, new ScreenCommand(request.Act, request.Item, request.Value)), cancel);
        return answer.Outcome == TapOutcome.NotKept ? throw FaceGuard.Refusal(StatusCode.Unavailable, answer.Text) : Of(answer, request.Id, options.Time.GetUtcNow());
    }

    /// <summary>Of the store, what a terminal knows: the language of its page, and its own kind.</summary>
    public Task<IMessage> GetStore(Proto.GetStoreRequest request, CancellationToken cancel)
    {
        Check(request.StoreId, options.TerminalId);
        return Task.FromResult<IMessage>(new Proto.Store { Id = options.StoreId, Language = options.Language, Terminals = { new Proto.Terminal { Id = options.TerminalId, Kind = options.Kind } } });
    }

    /// <exception cref="RpcException">It is another terminal.</exception>
    public void Check(string store, string terminal)
    {
        if (store != options.StoreId || terminal != options.TerminalId) throw FaceGuard.Refusal(StatusCode.NotFound, $"This is the terminal {options.TerminalId} of the store {options.StoreId}.");
    }

    /// <summary>An answer as the contract has it.</summary>
    public static Proto.TapAnswer Of(TapAnswer answer, string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = Timestamp.FromDateTimeOffset(at),
        Outcome = answer.Outcome switch
        {
            TapOutcome.Waiting => Proto.TapOutcome.Unspecified,
            TapOutcome.Ok => Proto.TapOutcome.Ok,
            TapOutcome.NoOrder => Proto.TapOutcome.NoOrder,
            TapOutcome.Granted => Proto.TapOutcome.Granted,
            TapOutcome.AlreadyClaimed => Proto.TapOutcome.AlreadyClaimed,
            TapOutcome.Expired => Proto.TapOutcome.Expired,
            TapOutcome.Refused => Proto.TapOutcome.Refused,
            _ => Proto.TapOutcome.TryAgain,
        },
        OrderId = answer.OrderId,
        Text = answer.Text,
        Slot = answer.Slot,
        More = answer.More,
        Language = answer.Language,
        TextSize = ScreenFrameReader.SizeOf(answer.TextSize),
        HighContrast = answer.HighContrast,
    };

    private Timestamp Now => Timestamp.FromDateTimeOffset(options.Time.GetUtcNow());

    private void CheckCall(string id)
    {
        if (!Core.Id.IsValid(id)) throw FaceGuard.Refusal(StatusCode.InvalidArgument, "id: must be 1–64 characters of [A-Za-z0-9._:-]");
        if (options.Kind == Proto.TerminalKind.Sign) throw FaceGuard.Refusal(StatusCode.FailedPrecondition, "A sign takes no codes and no commands.");
    }

    private async Task<TapAnswer> Once(string key, Func<Task<TapAnswer>> ask, CancellationToken cancel)
    {
        Task<TapAnswer>? answer;
        lock (_gate)
        {
            while (_known.TryPeek(out var oldest) && options.Time.GetElapsedTime(oldest.Since) > KnownFor) _known.Dequeue();
            answer = _known.FirstOrDefault(known => known.Key == key && !known.Answer.IsFaulted).Answer;
            if (answer is null)
            {
                if (_known.Count == KnownMax) _known.Dequeue();
                answer = Task.Run(ask, CancellationToken.None);
                _known.Enqueue((key, options.Time.GetTimestamp(), answer));
            }
        }

        try
        {
            return await answer.WaitAsync(cancel);
        }
        catch (InvalidOperationException e)
        {
            // As many as may wait do so already.
            throw FaceGuard.Refusal(StatusCode.ResourceExhausted, e.Message);
        }
    }
}
