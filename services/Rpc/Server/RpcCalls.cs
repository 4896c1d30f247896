namespace SmartStore.Rpc.Server;

/// <summary>The calls at work now, so that the server can end them: on shutdown, and when a peer does not read.</summary>
internal sealed class RpcCalls
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RpcContext> _calls = [];

    public int Count
    {
        get
        {
            lock (_gate) return _calls.Count;
        }
    }

    public void Add(LinkedListNode<RpcContext> call)
    {
        lock (_gate) _calls.AddLast(call);
    }

    public void Remove(LinkedListNode<RpcContext> call)
    {
        lock (_gate) _calls.Remove(call);
    }

    public IReadOnlyList<RpcContext> Now()
    {
        lock (_gate) return [.. _calls];
    }
}
