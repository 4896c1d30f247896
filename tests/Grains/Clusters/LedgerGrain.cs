using Google.Protobuf.WellKnownTypes;
using Orleans.Concurrency;
using SmartStore.Grains.Records;
using SmartStore.Grains.Tests.Records;

namespace SmartStore.Grains.Tests.Clusters;

/// <summary>A grain whose rules are: every fact joins the ledger.</summary>
public interface ILedgerGrain : IFollowedGrain, IWakeableGrain, ICopyTarget
{
    [ResponseTimeout("00:00:30")]
    Task<int> Add(string fact, DateTimeOffset at);

    Task WakeAt(DateTimeOffset at);

    /// <summary>Sends a copy of the last fact to another ledger with the next commit.</summary>
    Task Tell(string target, string fact);

    [AlwaysInterleave]
    Task<string[]> Taken();

    /// <summary>The same, and only from the activation that writes the record.</summary>
    [AlwaysInterleave]
    Task<string[]> TakenByAll();

    [AlwaysInterleave]
    Task<string> Activation();

    Task Leave();

    Task<int> Fail(string fact);

    /// <summary>Adds a fact. Gives what this activation holds as committed afterwards, even when the write failed.</summary>
    Task<string[]> Attempt(string fact);
}

[GrainType("ledger")]
internal sealed class LedgerGrain : Grain, ILedgerGrain
{
    /// <summary>The rules fail on this copy.</summary>
    public const string Poison = "poison";

    /// <summary>With this copy the record would be larger than a record may be.</summary>
    public const string TooLarge = "too large";

    private readonly string _activation = Guid.NewGuid().ToString();
    private readonly RecordShell<Ledger> _shell;
    private readonly GrainParts _parts;

    public LedgerGrain([PersistentState("record", StateStorage.Name)] IPersistentState<StoredRecord> state, GrainParts parts)
    {
        _parts = parts;
        _shell = new RecordShell<Ledger>(this, state, new LedgerForm(), parts, Woken, streamsMax: 2);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shell.Activated();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Deactivated();
        return Task.CompletedTask;
    }

    public Task<int> Add(string fact, DateTimeOffset at) => _shell.Record.Take(fact, at, tells: null).AsTask();

    public async Task WakeAt(DateTimeOffset at) => await _shell.Record.Turn(null, turn =>
    {
        turn.Become(turn.State with { WakeAt = at });
        return 0;
    });

    public async Task Tell(string target, string fact) => await _shell.Record.Take(fact, _parts.Time.GetUtcNow(), tells: target);

    public Task<string[]> Taken() => Task.FromResult(_shell.Record.Committed.State.Taken.ToArray());

    public async Task<string[]> TakenByAll()
    {
        await _shell.Record.Confirm();
        return await Taken();
    }

    public Task<string> Activation() => Task.FromResult(_activation);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<int> Fail(string fact) => await _shell.Record.Turn<int>(fact, _ => throw new InvalidOperationException("a bug"));

    public Task Wake() => _shell.Wake();

    public async Task<string[]> Attempt(string fact)
    {
        try
        {
            await Add(fact, _parts.Time.GetUtcNow());
        }
        catch (StoreUnavailableException)
        {
        }
        return await Taken();
    }

    public Task Take(string source, long version, byte[] copy) => RecordShell.Take(System.Text.Encoding.UTF8.GetString(copy) switch
    {
        Poison => _shell.Record.Turn<int>(null, _ => throw new InvalidOperationException("a bug"), suspectId: $"{source}/{version}"),
        TooLarge => _shell.Record.Take(new string('x', RecordWrite.BodyBytesMax), _parts.Time.GetUtcNow(), tells: null),
        var fact => _shell.Record.Take($"{source}:{fact}", _parts.Time.GetUtcNow(), tells: null),
    });

    public Task<Followed> Follow(FollowRequest request) => _shell.Follow(request, static (image, _) =>
        [.. image.State.Taken.Select(fact => new SequencedUpdate(SequencedUpdate.Midway, long.MaxValue, Google.Protobuf.MessageExtensions.ToByteArray(new StringValue { Value = fact })))]);

    public Task Unfollow(string stream)
    {
        _shell.Followers.Leave(stream);
        return Task.CompletedTask;
    }

    private async Task Woken() => await _shell.Record.Turn(null, turn =>
    {
        turn.Become(turn.State.With("woken") with { WakeAt = null });
        return 0;
    });
}
