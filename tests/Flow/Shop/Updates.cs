using Google.Rpc;
using Grpc.Core;

namespace SmartStore.Flow.Tests.Shop;

/// <summary>A stream that is read in the background, and everything it brought but its heartbeats.</summary>
internal sealed class Updates<T> : IAsyncDisposable
    where T : class
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly Lock _gate = new();
    private readonly List<T> _seen = [];
    private readonly Task _reading;
    private RpcException? _refused;

    public Updates(Func<CancellationToken, AsyncServerStreamingCall<T>> open)
    {
        var call = open(_leaving.Token);
        Entered = call.ResponseHeadersAsync;
        _reading = Read(call.ResponseStream.ReadAllAsync(_leaving.Token));
    }

    /// <summary>The server has let the stream in: what changes from now on is told. What is told without being stored, as a list, is told to nobody who comes later.</summary>
    public Task Entered { get; }

    /// <summary>Everything so far, in order.</summary>
    public IReadOnlyList<T> Seen
    {
        get { lock (_gate) return [.. _seen]; }
    }

    /// <summary>The first update of a kind, once it is there.</summary>
    public Task<T> First(Func<T, bool> wanted, string what) => Nth(1, wanted, what);

    /// <summary>The n-th update of a kind, from 1, once it is there.</summary>
    public async Task<T> Nth(int n, Func<T, bool> wanted, string what)
    {
        T? found = null;
        await Eventually.Is(
            () => (found = Seen.Where(wanted).ElementAtOrDefault(n - 1)) is not null || _reading.IsCompleted,
            () => $"{what}; the stream brought {Told()}");
        return found ?? Seen.Where(wanted).ElementAtOrDefault(n - 1) ?? throw new InvalidOperationException($"The stream ended ({_refused?.Status}) before {what}; it brought {Told()}");
    }

    /// <summary>The status with which the server ends the stream.</summary>
    public async Task<RpcException> Refusal()
    {
        await Eventually.Is(() => _reading.IsCompleted, () => $"the end of the stream; it brought {Told()}");
        return _refused ?? throw new InvalidOperationException("The stream ended well.");
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading;
        _leaving.Dispose();
    }

    private string Told() => string.Join('\n', Seen);

    private async Task Read(IAsyncEnumerable<T> stream)
    {
        try
        {
            await foreach (var update in stream)
                if (update is not (ShopperUpdate { Heartbeat: not null } or StoreUpdate { Heartbeat: not null }))
                    lock (_gate)
                        _seen.Add(update);
        }
        catch (Exception e) when (_leaving.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // Enough seen.
        }
        catch (RpcException e)
        {
            _refused = e;
        }
    }
}

/// <summary>What a refusal says.</summary>
internal static class RefusalWords
{
    /// <summary>Its sentence and, line by line, each field that it names: <c>items[0].id: must be …</c>.</summary>
    public static string Said(this RpcException refusal) => string.Join('\n', [
        refusal.Status.Detail,
        .. refusal.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.Select(field => $"{field.Field}: {field.Description}") ?? []]);
}
