using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using SmartStore.Contracts.V1;
using SmartStore.Link;
using SmartStore.Phone.State;

namespace SmartStore.Phone;

/// <summary>
/// A shopper's phone: reports the beacons it hears, holds <c>Shoppers.Watch</c> and goes on after its cursor whenever the stream breaks,
/// shows each suggestion once, and answers. Safe for use by several threads.
/// </summary>
public sealed class PhoneDevice : IAsyncDisposable
{
    private readonly PhoneOptions _options;
    private readonly Shoppers.ShoppersClient _shoppers;
    private readonly IReports _reports;
    private readonly Channel<Heard> _heard;
    private readonly Lock _screenLock = new();
    private readonly Screen _screen = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();
    private Task _reporting = Task.CompletedTask;
    private Task<RpcException?> _watching = Task.FromResult<RpcException?>(null);
    private long _overrun;
    private long _unsent;
    private long _breaks;

    /// <summary>Sets the phone up; nothing is sent before <see cref="Start"/>.</summary>
    /// <param name="channel">To the server. Other phones may share it; the caller disposes it.</param>
    public PhoneDevice(PhoneOptions options, GrpcChannel channel)
    {
        options.Validate();
        _options = options;
        _shoppers = new Shoppers.ShoppersClient(channel);
        _heard = System.Threading.Channels.Channel.CreateBounded<Heard>(
            new BoundedChannelOptions(options.BufferMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _overrun));
        _reports = options.Mqtt is { } mqtt
            ? new MqttReports(mqtt, options.StoreId, options.ShopperId, options.DeviceId)
            : new CallReports(_shoppers, options);
    }

    /// <summary>Told of each update that changed something, after <see cref="State"/> has changed; one at a time; set it before <see cref="Start"/>. It holds up the stream while it runs.</summary>
    public Action<PhoneUpdate>? Updated { get; set; }

    /// <summary>What the phone shows now, without what has expired.</summary>
    public PhoneState State
    {
        get
        {
            lock (_screenLock) return _screen.State.At(_options.Time.GetUtcNow());
        }
    }

    /// <summary>Suggestions that were delivered again and not shown again.</summary>
    public long Duplicates
    {
        get
        {
            lock (_screenLock) return _screen.Duplicates;
        }
    }

    /// <summary>Sightings dropped because they came faster than they were reported.</summary>
    public long Overrun => Interlocked.Read(ref _overrun);

    /// <summary>Sightings whose report did not reach the server.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    /// <summary>Times the stream broke and was taken up again.</summary>
    public long Breaks => Interlocked.Read(ref _breaks);

    /// <summary>Completes when the phone watches no more: with null when it was disposed, else with the refusal (unknown shopper; another device of this name).</summary>
    public Task<RpcException?> Ended => _watching;

    /// <summary>Begins to watch and to report; returns at once, whether or not there is a server.</summary>
    public void Start()
    {
        _reports.Start();
        _watching = Task.Run(WatchAsync);
        _reporting = Task.Run(ReportAsync);
    }

    /// <summary>Takes one advert as a radio hands it over. Never waits: when the buffer is full the oldest goes.</summary>
    /// <param name="at">When, by the phone's clock.</param>
    /// <param name="rssiDbm">Received power, dBm.</param>
    /// <param name="adv">AD structures as on the air.</param>
    /// <param name="mac">The beacon's address; empty: not told, as on iPhones.</param>
    public void Hear(DateTimeOffset at, int rssiDbm, ReadOnlySpan<byte> adv, string mac = "")
    {
        if (_options.StoreId.Length > 0) _heard.Writer.TryWrite(new Heard { At = at.ToTimestamp(), RssiDbm = rssiDbm, Adv = ByteString.CopyFrom(adv), Mac = mac });
    }

    /// <summary>Waits until the screen shows something.</summary>
    /// <returns>The first state for which <paramref name="shown"/> holds.</returns>
    public async Task<PhoneState> WaitUntilAsync(Func<PhoneState, bool> shown, CancellationToken cancellation = default)
    {
        while (true)
        {
            Task changed;
            lock (_screenLock) changed = _changed.Task;
            if (State is var state && shown(state)) return state;
            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Answers a suggestion; anything but "shown" takes it off the screen once the server has taken the answer.</summary>
    /// <exception cref="RpcException">The server refused it, or did not answer within <see cref="PhoneOptions.CallTimeout"/>.</exception>
    public async Task RespondAsync(string suggestionId, Response response, CancellationToken cancellation = default)
    {
        var request = new RespondRequest { ShopperId = _options.ShopperId, SuggestionId = suggestionId, Response = response };
        await _shoppers.RespondAsync(request, Call(cancellation));
        if (response != Response.Shown) Change(screen => screen.Answered(suggestionId));
    }

    /// <summary>A pass to show at a terminal, good for a minute.</summary>
    public async Task<Pass> GetPassAsync(CancellationToken cancellation = default) =>
        await _shoppers.GetPassAsync(new GetPassRequest { ShopperId = _options.ShopperId }, Call(cancellation));

    /// <summary>Ends the stream and the reports. What was heard and not reported is dropped: it is worth nothing later.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await Task.WhenAll(_watching, _reporting);
        await _reports.DisposeAsync();
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CallOptions Call(CancellationToken cancellation) => new(deadline: DateTime.UtcNow + _options.CallTimeout, cancellationToken: cancellation);

    private async Task<RpcException?> WatchAsync()
    {
        var updates = new FollowedStream<ShopperUpdate>(
            (cursor, stop) => _shoppers.Watch(
                new WatchShopperRequest { ShopperId = _options.ShopperId, AfterCursor = cursor, DeviceId = _options.DeviceId, HeartbeatS = (int)_options.Heartbeat.TotalSeconds }, cancellationToken: stop),
            update => update.Cursor)
        {
            Cursor = _options.AfterCursor,
            SilentAfter = 3 * _options.Heartbeat,
            Time = _options.Time,
            Jitter = _options.Jitter,
            OnBreak = (_, _) => Interlocked.Increment(ref _breaks),
            OnCursorLost = () => Change(screen => screen.ForgetCursor()),
        };
        try
        {
            await foreach (var update in updates.Read(_stop.Token))
            {
                var changed = false;
                var state = Change(screen => changed = screen.Take(update));
                if (changed) Updated?.Invoke(new PhoneUpdate(update, state));
            }
        }
        catch (RpcException refused)
        {
            return refused;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        return null;
    }

    private PhoneState Change(Action<Screen> change)
    {
        lock (_screenLock)
        {
            change(_screen);
            _changed.TrySetResult();
            _changed = NewSignal();
            return _screen.State;
        }
    }

    private async Task ReportAsync()
    {
        using var turn = new PeriodicTimer(_options.ReportEvery, _options.Time);
        var batch = new List<Heard>(_options.BatchMax);
        try
        {
            while (await turn.WaitForNextTickAsync(_stop.Token))
            {
                while (_heard.Reader.TryRead(out var first))
                {
                    batch.Add(first);
                    while (batch.Count < _options.BatchMax && _heard.Reader.TryRead(out var next)) batch.Add(next);
                    if (!await _reports.SendAsync(batch, _stop.Token)) Interlocked.Add(ref _unsent, batch.Count);
                    batch.Clear();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
