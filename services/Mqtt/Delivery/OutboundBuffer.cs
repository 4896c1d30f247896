using System.Buffers;
using System.IO.Pipelines;

namespace SmartStore.Mqtt.Delivery;

/// <summary>
/// What is to be written to one connection. Anybody appends whole packets under <see cref="Gate"/>; one loop takes all that has
/// gathered and flushes it in one write. Holds no memory while idle.
/// </summary>
/// <param name="limitBytes">Beyond it <see cref="HasRoom"/> is false; what happens then is the appender's decision.</param>
internal sealed class OutboundBuffer(int limitBytes, TimeProvider time) : IBufferWriter<byte>
{
    private const int FirstBytes = 4096;

    private readonly AsyncSignal _work = new();
    private readonly AsyncSignal _drained = new();
    private byte[] _filling = [];
    private int _filled;
    private int _writing;
    private long _writingSince;
    private bool _isClosed;
    private bool _isDirty;

    /// <summary>Held while appending.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Called by the writing loop, without the gate, after a write that began beyond the limit.</summary>
    public Action? Drained { get; set; }

    /// <summary>Under the gate: bytes not yet handed to the transport.</summary>
    public int WaitingBytes => _filled + _writing;

    /// <summary>Under the gate: may something that can wait, or be dropped, be appended?</summary>
    public bool HasRoom => _filled + _writing < limitBytes;

    /// <summary>Under the gate: half of what may wait does. Who can hold back should.</summary>
    public bool IsCrowded => _filled + _writing >= limitBytes / 2;

    /// <summary>Under the gate: less than a quarter of what may wait does.</summary>
    public bool IsRelieved => _filled + _writing < limitBytes / 4;

    /// <summary>Under the gate: nothing can be appended any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>How long the present write has been hanging; zero: none.</summary>
    public TimeSpan WritingFor
    {
        get
        {
            var since = Volatile.Read(ref _writingSince);
            return since == 0 ? TimeSpan.Zero : time.GetElapsedTime(since);
        }
    }

    /// <summary>Called by the writing loop, without the gate, after every write.</summary>
    public Action? Written { get; set; }

    /// <inheritdoc/>
    public void Advance(int count) => _filled += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _filling.AsSpan(_filled);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _filling.AsMemory(_filled);
    }

    /// <summary>Under the gate: true for the first append since the last <see cref="Kick"/>; who gets true must kick.</summary>
    public bool MarkDirty()
    {
        if (_isDirty) return false;
        _isDirty = true;
        return true;
    }

    /// <summary>Lets the loop write what was appended.</summary>
    public void Kick()
    {
        lock (Gate) _isDirty = false;
        _work.Set();
    }

    /// <summary>No more appends; the loop writes what is there and ends.</summary>
    public void Close()
    {
        lock (Gate) _isClosed = true;
        _work.Set();
        _drained.Set();
    }

    /// <summary>Waits until what waits is below the limit, or the buffer is closed. One waiter at a time.</summary>
    public async ValueTask WaitForRoom()
    {
        while (true)
        {
            lock (Gate)
                if (HasRoom || _isClosed)
                    return;
            await _drained.Wait().ConfigureAwait(false);
        }
    }

    /// <summary>The writing loop: ends when closed and empty, or when the other side reads no more.</summary>
    public async Task Run(PipeWriter output)
    {
        var taken = Array.Empty<byte>();
        try
        {
            while (true)
            {
                int length;
                bool wasFull;
                lock (Gate)
                {
                    (taken, _filling) = (_filling, taken);
                    length = _filled;
                    wasFull = !HasRoom;
                    _filled = 0;
                    _writing = length;
                    if (length == 0) Release(ref _filling);
                    if (length == 0 && _isClosed) return;
                }

                if (length == 0)
                {
                    Release(ref taken);
                    await _work.Wait().ConfigureAwait(false);
                    continue;
                }

                Volatile.Write(ref _writingSince, Math.Max(1, time.GetTimestamp()));
                var result = await output.WriteAsync(taken.AsMemory(0, length)).ConfigureAwait(false);
                lock (Gate) _writing = 0;
                Volatile.Write(ref _writingSince, 0);
                if (wasFull) Drained?.Invoke();
                Written?.Invoke();
                _drained.Set();
                if (result.IsCompleted || result.IsCanceled) return;
            }
        }
        finally
        {
            Close();
            Release(ref taken);
            lock (Gate) Release(ref _filling);
        }
    }

    private static void Release(ref byte[] bytes)
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    private void Reserve(int count)
    {
        if (_filling.Length - _filled >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(_filled + count, _filling.Length * 2)));
        _filling.AsSpan(0, _filled).CopyTo(larger);
        Release(ref _filling);
        _filling = larger;
    }
}
