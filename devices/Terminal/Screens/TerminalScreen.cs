namespace SmartStore.Terminal.Screens;

/// <summary>
/// The screen of a terminal. It blanks when the server says so, when the frame's time is over by the terminal's own running clock, which nobody can set, and
/// whenever the line to the broker breaks or is back: the server may not have been able to say so. A session that was seen to end never comes back. Safe for use by several threads.
/// </summary>
/// <param name="changed">Told what is shown now, one change after the other; null: nothing.</param>
internal sealed class TerminalScreen(TimeProvider time, Action<ScreenFrame?> changed) : IDisposable
{
    /// <summary>Sessions that ended and are remembered; the oldest makes room.</summary>
    public const int EndedMax = 64;

    private readonly Lock _gate = new();
    private readonly Queue<string> _ended = new();
    private ScreenFrame? _frame;
    private ITimer? _blanking;

    /// <summary>What is shown; null: nothing.</summary>
    public ScreenFrame? Frame
    {
        get { lock (_gate) return _frame; }
    }

    /// <summary>Takes what came on the terminal's topic.</summary>
    /// <returns>False: it was no frame. The screen is blank then.</returns>
    public bool Take(ReadOnlyMemory<byte> payload)
    {
        var isFrame = ScreenFrameReader.TryRead(payload, out var frame);
        lock (_gate)
        {
            if (frame is not null && _ended.Contains(frame.Session)) return true;
            if (_frame is { } before && before.Session != frame?.Session) End(before.Session);
            Show(frame);
        }

        return isFrame;
    }

    /// <summary>The line broke, or is back: what comes next is shown.</summary>
    public void Blank()
    {
        lock (_gate) Show(null);
    }

    public void Dispose()
    {
        lock (_gate) _blanking?.Dispose();
    }

    private void End(string session)
    {
        if (_ended.Count == EndedMax) _ended.Dequeue();
        _ended.Enqueue(session);
    }

    private void Show(ScreenFrame? frame)
    {
        _blanking?.Dispose();
        _blanking = null;
        var isNothingNew = _frame is null && frame is null;
        _frame = frame;
        if (frame is not null) _blanking = time.CreateTimer(_ => Over(frame), null, frame.Lives, Timeout.InfiniteTimeSpan);
        if (!isNothingNew) changed(frame);
    }

    // A timer that fired while the next frame came blanks nothing of that one.
    private void Over(ScreenFrame frame)
    {
        lock (_gate)
            if (ReferenceEquals(frame, _frame)) Show(null);
    }
}
