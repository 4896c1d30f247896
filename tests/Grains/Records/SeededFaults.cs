namespace SmartStore.Grains.Tests.Records;

/// <summary>The faults of a simulated store, from a seed: a write waits until <see cref="Land"/>, and then fails before or after, lands late, or lands; a read fails now and then.</summary>
internal sealed class SeededFaults(Random random)
{
    private readonly List<TaskCompletionSource<StoreFault>> _writes = [];
    private bool _isQuiet;

    public ValueTask<StoreFault> OfWrite(RecordWrite write)
    {
        if (_isQuiet) return new(StoreFault.None);
        var landed = new TaskCompletionSource<StoreFault>();
        _writes.Add(landed);
        return new(landed.Task);
    }

    public ValueTask<bool> CanRead(string key) => new(_isQuiet || random.Next(20) > 0);

    /// <summary>One of the waiting writes goes on.</summary>
    public void Land()
    {
        if (_writes.Count == 0) return;
        var write = _writes[random.Next(_writes.Count)];
        _writes.Remove(write);
        write.SetResult(random.Next(10) switch { 0 => StoreFault.Before, 1 => StoreFault.After, 2 => StoreFault.Late, _ => StoreFault.None });
    }

    /// <summary>No more faults: what waits lands.</summary>
    public void BecomeQuiet()
    {
        _isQuiet = true;
        while (_writes.Count > 0)
        {
            var write = _writes[0];
            _writes.RemoveAt(0);
            write.SetResult(StoreFault.None);
        }
    }
}
