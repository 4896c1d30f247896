using Google.Protobuf;

namespace SmartStore.Rpc.Server;

/// <summary>The requests of a streaming call, in order; read once.</summary>
internal sealed class RpcReader<T>(RpcContext context) : IAsyncEnumerable<T>, IAsyncEnumerator<T>
    where T : class, IMessage<T>, new()
{
    private T? _current;
    private bool _taken;

    public T Current => _current ?? throw new InvalidOperationException("MoveNextAsync comes first.");

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_taken) throw new InvalidOperationException("The requests of a call can be read once.");
        _taken = true;
        return this;
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        _current = await context.Wire.ReadAsync<T>(context);
        if (_current is null) return false;
        context.Binding.Policy.Require(context.Identity, _current);
        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
