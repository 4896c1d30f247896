namespace SmartStore.Grains.Partitions;

/// <summary>Somebody wants to look at a grain's committed state.</summary>
internal abstract class Look(string grain)
{
    public string Grain => grain;

    public abstract void Run(IGrain target);

    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class Look<T>(string grain, Func<IGrain, T> read) : Look(grain)
{
    private readonly TaskCompletionSource<T> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Seen => seen.Task;

    public override void Run(IGrain target)
    {
        try
        {
            seen.TrySetResult(read(target));
        }
        catch (Exception error)
        {
            seen.TrySetException(error);
        }
    }

    public override void Fail(Exception error) => seen.TrySetException(error);
}
