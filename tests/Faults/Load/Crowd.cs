using System.Collections.Concurrent;

namespace SmartStore.Faults.Tests.Load;

/// <summary>How large a load is.</summary>
internal sealed record CrowdOptions
{
    public int Shoppers { get; init; } = 60;

    /// <summary>How many of them have a phone that follows its stream.</summary>
    public int Phones { get; init; } = 60;

    /// <summary>The server at which all phones begin; null: they are spread over all.</summary>
    public int? PhonesAt { get; init; }

    /// <summary>True: terminals take a broker's acknowledgement for the store's, and send a tap no more once they have it.</summary>
    public bool TrustsTheBroker { get; init; }

    /// <summary>How many of them order: a store's board shows 1,000 shoppers who wait.</summary>
    public int WithOrders { get; init; } = 400;

    /// <summary>True: orders are fetched at desks and lockers, and staff claim and complete them. False: the order system says what becomes of them.</summary>
    public bool Fetches { get; init; }

    /// <summary>Further shoppers, who agree to be tracked and withdraw in turns.</summary>
    public int Leavers { get; init; }

    /// <summary>Lists, orders, taps and sightings, without those that are sent again.</summary>
    public double EventsPerSecond { get; init; } = 150;

    /// <summary>Share of what is sent again.</summary>
    public double Duplicates { get; init; } = 0.2;

    public int Seed { get; init; } = 1;
}

/// <summary>Everybody in the shop: shoppers with their phones, terminals, a staff screen, an order system, and their ledger.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>The locker that asks the server.</summary>
    public const string LockerOnline = CornerShop.Locker;

    /// <summary>The locker that is cut off most of the time.</summary>
    public const string LockerCutOff = "locker-2";

    private const int SideBySide = 64;
    private const int Radios = 4;
    private static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _givenUp = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _listening = [];
    private readonly ConcurrentQueue<Problem> _missed = new();
    private readonly Dictionary<string, TapTerminal> _terminals = [];
    private readonly MqttLink[] _radios;
    private readonly Regular[] _regulars;
    private readonly Leaver[] _leavers;
    private Task _living = Task.CompletedTask;

    /// <param name="broker">Where devices connect when a broker of the shop's stands between; null: to the servers.</param>
    public Crowd(CrowdOptions options, Edges edges, (string Host, int Port)? broker = null)
    {
        (Options, Edges) = (options, edges);
        Func<int, (string Host, int Port)> brokers = broker is { } one ? _ => one : number => (edges[number].Host, edges[number].Mqtt);
        foreach (var (zone, i) in CornerShop.Zones.Select((zone, i) => (zone, i))) _terminals[zone] = Connect(CornerShop.Terminal(zone), i);
        Locker = Connect(LockerOnline, _terminals.Count);
        Staff = new StaffScreen(edges, Ledger);
        CutOff = new CutOffLocker(() => Connect(LockerCutOff, _terminals.Count + 1), this);
        _radios = [.. Enumerable.Range(0, Radios).Select(i => new MqttLink(brokers, $"radio-{i}", i))];
        _regulars = [.. Enumerable.Range(0, options.Shoppers).Select(i => new Regular($"s{i}", i, this))];
        _leavers = [.. Enumerable.Range(0, options.Leavers).Select(i => new Leaver($"l{i}", i, this))];

        TapTerminal Connect(string terminal, int home) => new(terminal, brokers, home, answerCounts: broker is not null && !options.TrustsTheBroker, options.TrustsTheBroker, Ledger);
    }

    public CrowdOptions Options { get; }

    public Edges Edges { get; }

    public Ledger Ledger { get; } = new();

    public TapTerminal Terminal(string zone) => _terminals[zone];

    public TapTerminal Locker { get; }

    public CutOffLocker CutOff { get; }

    public StaffScreen Staff { get; }

    /// <summary>Everybody registers, listens, and comes in.</summary>
    public async Task Come()
    {
        Listen(Staff.Listen(_stop.Token));
        await Each(regular => regular.Register(_stop.Token));
        foreach (var leaver in _leavers)
        {
            await leaver.Register(_stop.Token);
            Listen(leaver.Listen(_stop.Token));
        }

        await Each(regular => regular.Arrive(_stop.Token));
    }

    /// <summary>Everybody goes on doing things until <see cref="Rest"/>.</summary>
    public void Live()
    {
        Ledger.BeginLoad();
        var beat = TimeSpan.FromSeconds(Options.Shoppers / Options.EventsPerSecond);
        _living = Task.WhenAll([.. _leavers.Select(leaver => Task.Run(() => leaver.Live(_ending.Token, _givenUp.Token))), Task.Run(() => CutOff.Live(_ending.Token, _givenUp.Token)), Last(Task.WhenAll(_regulars.Select(regular => Task.Run(() => regular.Live(beat, _ending.Token, _givenUp.Token)))))]);

        async Task Last(Task regulars)
        {
            await regulars.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            CutOff.Close();
            await regulars;
        }
    }

    /// <summary>Waits until so many more facts are acknowledged.</summary>
    public async Task Acknowledged(int more, TimeSpan within)
    {
        var wanted = Ledger.Acknowledged + more;
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var patience = new CancellationTokenSource(within);
        try
        {
            while (Ledger.Acknowledged < wanted)
            {
                if (_living.IsFaulted) await _living;
                await turn.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Not within {within.TotalSeconds} s: {more} more facts acknowledged, {wanted - Ledger.Acknowledged} are missing.", e);
        }
    }

    /// <summary>Something that had to come about did not, beside what the ledger knows.</summary>
    public void Miss(string what) => _missed.Enqueue(new Problem(ProblemKind.Missing, what));

    /// <summary>The load ends; what is under way is finished.</summary>
    /// <param name="within">After it, what was not answered stays in doubt.</param>
    public async Task Rest(TimeSpan within)
    {
        Ledger.EndLoad();
        await _ending.CancelAsync();
        await Task.WhenAny(_living, Task.Delay(within));
        await _givenUp.CancelAsync();
        await _living;
    }

    /// <summary>Reads what the store holds, waits until everybody has heard what they have to hear, and judges.</summary>
    /// <param name="settleWithin">After it, what was not heard is missing.</param>
    public async Task<Verdict> Judge(TimeSpan settleWithin)
    {
        await Each(regular => regular.Read(_stop.Token)).WaitAsync(ReadWithin);
        // Whoever was refused for good hears nothing any more; any other failure is the test's own.
        foreach (var listening in _listening.Where(listening => listening is { IsFaulted: true, Exception.InnerException: not Grpc.Core.RpcException })) await listening;
        var refused = _listening.Where(listening => listening.IsFaulted)
            .Select(listening => new Problem(ProblemKind.Missing, $"A stream was refused for good: {((Grpc.Core.RpcException)listening.Exception!.InnerException!).Status}")).ToList();
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var verdict = LedgerChecker.Check(Ledger.Entries);
            if (verdict.Missing == 0 || patience.Elapsed > settleWithin) return verdict with { Problems = [.. refused, .. _missed, .. verdict.Problems] };
            await turn.WaitForNextTickAsync();
        }
    }

    /// <summary>A phone listens until the end.</summary>
    public void Listen(Phone phone) => Listen(phone.Listen(_stop.Token));

    /// <summary>A shopper's phone hears the beacon of a zone.</summary>
    public Task Hear(string shopper, int number, string zone, CancellationToken cancel) => _radios[number % Radios].Say(
        Topics.PhoneSightings(CornerShop.Id, shopper),
        $$"""{"heard":[{"at":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"rssi":-55,"beacon":"{{CornerShop.Beacon(zone)}}"}]}""",
        cancel);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _givenUp.CancelAsync();
        await _stop.CancelAsync();
        await Task.WhenAll([_living, .. _listening]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var terminal in _terminals.Values) await terminal.DisposeAsync();
        await Locker.DisposeAsync();
        foreach (var radio in _radios) await radio.DisposeAsync();
        _ending.Dispose();
        _givenUp.Dispose();
        _stop.Dispose();
    }

    private void Listen(Task listening) => _listening.Add(listening);

    private Task Each(Func<Regular, Task> work) => Parallel.ForEachAsync(_regulars, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (regular, _) => await work(regular));
}
