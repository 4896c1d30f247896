using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;
using SmartStore.Core.Stores;
using SmartStore.Grains.Shoppers;

namespace SmartStore.Grains.Screens;

/// <summary>One terminal's screen: whose it is, what is on it, and who shows it. All of it is gone with the activation; a terminal blanks by itself.</summary>
[GrainType(GrainKeys.Screen)]
internal sealed partial class ScreenGrain(IGrainFactory grains, IBooks books, TimeProvider time, ILogger<ScreenGrain> log) : Grain, IScreenGrain
{
    private static readonly TimeSpan ShownWithin = TimeSpan.FromSeconds(1);

    private readonly Dictionary<IScreenViewer, DateTimeOffset> _viewers = [];

    // Of the process that took the last tap or act and knows the shared broker: alone, because two of them could overtake each other there.
    private IScreenViewer? _shared;
    private TerminalDisplay _display = TerminalDisplay.Blank;
    private IGrainTimer? _timer;

    private StoreId Store => new(this.GetPrimaryKeyString().Split('/', 2)[0]);

    private string Terminal => this.GetPrimaryKeyString().Split('/', 2)[1];

    public async Task Open(ScreenOpening opening)
    {
        var opened = _display.Opened(opening.Tap, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), opening.Shopper, opening.Content, opening.Text, time.GetUtcNow());
        if (ReferenceEquals(opened, _display)) return;
        // Nobody sees the one screen while the other comes: it is gone before, also where the tap before was taken.
        await Close();
        _shared = opening.Shared ?? _shared;
        _display = opened;
        Arm();
        Tell(opened.Session!);
        await Show();
    }

    public Task<ActTurn> Begin(TerminalAct act, IScreenViewer? shared)
    {
        var now = time.GetUtcNow();
        (_display, var answer) = _display.Take(act, books.Find(Store)?.Layout, now);
        if (answer is not null || act.IsOfNobody) return Task.FromResult(new ActTurn(answer, null));
        _shared = shared ?? _shared;
        Arm();
        Tell(_display.Session!);
        return Task.FromResult(new ActTurn(null, _display.Session));
    }

    public async Task Finish(TapAnswer answer, ScreenContent? content)
    {
        _display = _display.Answered(answer);
        if (content is null)
        {
            await Close();
            return;
        }
        if (_display.Session is not { } session) return;
        _display = _display with { Session = session with { Content = content, Text = answer.Text } };
        await Show();
    }

    public Task Keep(TapAnswer answer)
    {
        _display = _display.Answered(answer);
        return Task.CompletedTask;
    }

    public async Task Refresh(string session, ScreenContent content)
    {
        if (_display.Session?.Id != session) return;
        _display = _display.Showing(content);
        await Show();
    }

    public Task End(string session) => _display.Session?.Id == session ? Close() : Task.CompletedTask;

    public async Task Watch(IScreenViewer viewer)
    {
        var isNew = !_viewers.ContainsKey(viewer);
        _viewers[viewer] = time.GetUtcNow();
        if (isNew && _display.Open(time.GetUtcNow()) is not null) await Show([viewer]);
    }

    public Task<bool> IsWatched() => Task.FromResult(Viewers().Count > 0);

    public Task Unwatch(IScreenViewer viewer)
    {
        _viewers.Remove(viewer);
        return Task.CompletedTask;
    }

    private async Task Close()
    {
        if (_display.Session is not { } session) return;
        _display = _display.Closed();
        Arm();
        Tell(session with { Until = DateTimeOffset.UnixEpoch });
        await Show();
    }

    private async Task TimeOver()
    {
        if (_display.Session is not null && _display.Open(time.GetUtcNow()) is null) await Close();
        else Arm();
    }

    private void Arm()
    {
        _timer?.Dispose();
        _timer = null;
        if (_display.Session is not { } session) return;
        var left = session.Until - time.GetUtcNow();
        _timer = this.RegisterGrainTimer(_ => TimeOver(), new GrainTimerCreationOptions(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    // The shopper's phones are told where something of them is shown, and since when it is not.
    private void Tell(ScreenSession session) =>
        _ = grains.GetGrain<IShopperGrain>(session.Shopper.Value).Screened(new ShownScreen(Store, Terminal, session.Id, session.Until, session.Changes));

    private List<IScreenViewer> Viewers()
    {
        var now = time.GetUtcNow();
        foreach (var (viewer, at) in _viewers.ToList())
            if (now - at > ScreenWatch.Lease) _viewers.Remove(viewer);
        return _shared is null ? [.. _viewers.Keys] : [.. _viewers.Keys, _shared];
    }

    private Task Show() => Show(Viewers());

    // Waits until the viewers have it, so that no frame overtakes another one. One that does not answer is gone: its terminal blanks by itself.
    private async Task Show(List<IScreenViewer> viewers)
    {
        var frame = Frame(time.GetUtcNow());
        foreach (var viewer in viewers)
        {
            try
            {
                await viewer.Show(Store.Value, Terminal, frame).WaitAsync(ShownWithin, time);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                _viewers.Remove(viewer);
                if (viewer.Equals(_shared)) _shared = null;
                LogNotShown(Terminal, error);
            }
        }
    }

    private byte[] Frame(DateTimeOffset now)
    {
        if (_display.Open(now) is not { } session) return [];
        var content = session.Content;
        return new Proto.TerminalScreen
        {
            Session = session.Id,
            Until = session.Until.ToTimestamp(),
            ForS = (int)Math.Ceiling((session.Until - now).TotalSeconds),
            Language = content.Choices.Language.Length > 0 ? content.Choices.Language : books.Find(Store)?.Layout.Language is { Length: > 0 } spoken ? spoken : "en",
            TextSize = (Proto.TextSize)content.Choices.TextSize,
            HighContrast = content.Choices.HighContrast,
            Name = content.Name,
            Items = { content.Items.Select(PhoneUpdates.Of) },
            Orders = { content.Orders.Select(PhoneUpdates.Pickup) },
            Text = session.Text,
        }.ToByteArray();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A frame for terminal {TerminalId} was not shown by one of its viewers.")]
    private partial void LogNotShown(string terminalId, Exception error);
}
