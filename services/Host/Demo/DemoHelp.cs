using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace SmartStore.Host.Demo;

/// <summary>Somebody at the kiosk of the entrance calls for help from time to time, and Kim, who is on duty, comes.</summary>
internal sealed class DemoHelp : IAsyncDisposable
{
    private static readonly TimeSpan FirstAt = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan KimComesAfter = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ItTakes = TimeSpan.FromSeconds(8);

    private readonly StoreClient _client;
    private readonly string _store;
    private readonly string _kim;
    private readonly string _terminal;
    private readonly DemoScreen _screen;
    private readonly CancellationTokenSource _closing = new();
    private TimeSpan _nextAt = FirstAt;
    private Task _last = Task.CompletedTask;
    private Task _coming = Task.CompletedTask;

    /// <param name="document">The demo's staff and terminals.</param>
    public DemoHelp(StoreClient client, ImportDocument document, DemoScreen screen) =>
        (_client, _store, _kim, _terminal, _screen) = (client, document.Stores[0].Id, document.Staff[0].Id, document.Stores[0].Terminals[0].Id, screen);

    /// <summary>Moves on.</summary>
    public void At(TimeSpan elapsed)
    {
        if (elapsed < _nextAt || !_last.IsCompleted) return;
        _nextAt += Every;
        _last = Try(Call);
    }

    /// <summary>What the board shows: Kim looks at it.</summary>
    public void Staff(StoreUpdate update)
    {
        if (update.Case is { Kind: CaseKind.Help, State: CaseState.Open } help && help.TerminalId == _terminal && _coming.IsCompleted) _coming = Try(() => Come(help));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_last, _coming);
        _closing.Dispose();
    }

    private async Task Call()
    {
        var act = new ActRequest { StoreId = _store, TerminalId = _terminal, Id = $"help-{Guid.NewGuid():N}", At = DateTime.UtcNow.ToTimestamp(), Act = "help" };
        var answer = await _client.Terminals.ActAsync(act, cancellationToken: _closing.Token);
        _screen.Terminal(_terminal, "somebody calls for help", answer.Text);
    }

    private async Task Come(Case help)
    {
        await Task.Delay(KimComesAfter, _closing.Token);
        await _client.Staff.UpdateCaseAsync(new UpdateCaseRequest { StoreId = _store, CaseId = help.Id, StaffId = _kim, Take = true }, cancellationToken: _closing.Token);
        await Task.Delay(ItTakes, _closing.Token);
        var settle = new CaseSettlement { Outcome = CaseOutcome.Helped };
        await _client.Staff.UpdateCaseAsync(new UpdateCaseRequest { StoreId = _store, CaseId = help.Id, StaffId = _kim, Settle = settle }, cancellationToken: _closing.Token);
    }

    private static async Task Try(Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException)
        {
            // The demo ends, or somebody else was quicker: the board shows it.
        }
    }
}
