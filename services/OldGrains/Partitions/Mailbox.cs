namespace SmartStore.Grains.Partitions;

/// <summary>Local facts and looks that wait for a partition, first in first out. Full: callers wait for room; too many of those: refused.</summary>
internal sealed class Mailbox(GrainHostOptions options, Signal work)
{
    private readonly Lock gate = new();
    private readonly Queue<object> items = new();
    private readonly LinkedList<TaskCompletionSource> waitingForRoom = new();
    private Exception? closed;

    public int Count
    {
        get
        {
            lock (gate) return items.Count;
        }
    }

    /// <summary>Puts an <see cref="Operation"/> or a <see cref="Look"/> into the line.</summary>
    /// <exception cref="GrainBusyException">Mailbox and waiting line are full.</exception>
    /// <exception cref="GrainUnavailableException">The mailbox was closed.</exception>
    public async ValueTask Put(object item, CancellationToken cancel)
    {
        while (true)
        {
            LinkedListNode<TaskCompletionSource> turn;
            lock (gate)
            {
                if (closed is not null) throw closed;
                if (items.Count < options.MailboxMax)
                {
                    items.Enqueue(item);
                    break;
                }
                if (waitingForRoom.Count >= options.MailboxWaitersMax)
                    throw new GrainBusyException($"{options.MailboxMax} operations and {options.MailboxWaitersMax} callers wait for this partition.");
                turn = waitingForRoom.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            try
            {
                await turn.Value.Task.WaitAsync(cancel);
            }
            catch
            {
                lock (gate)
                {
                    // The room that was given to a caller who left goes to the next one.
                    if (turn.List is null) LetOneIn();
                    else waitingForRoom.Remove(turn);
                }
                throw;
            }
        }
        work.Set();
    }

    /// <summary>Takes at most <paramref name="max"/> items.</summary>
    public void Take(int max, List<Operation> operations, List<Look> looks)
    {
        lock (gate)
        {
            for (; max > 0 && items.TryDequeue(out var item); max--)
            {
                if (item is Operation operation) operations.Add(operation);
                else looks.Add((Look)item);
                LetOneIn();
            }
        }
    }

    /// <summary>Takes nothing any more. What waits in it can still be taken.</summary>
    public void Close(Exception why)
    {
        lock (gate)
        {
            closed ??= why;
            while (waitingForRoom.Count > 0) LetOneIn();
        }
        work.Set();
    }

    private void LetOneIn()
    {
        if (waitingForRoom.First is not { } first) return;
        waitingForRoom.RemoveFirst();
        first.Value.TrySetResult();
    }
}
