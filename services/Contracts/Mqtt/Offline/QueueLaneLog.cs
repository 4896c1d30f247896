using System.Buffers.Binary;
using System.Globalization;

namespace SmartStore.Contracts.Mqtt.Offline;

/// <summary>
/// The log of one lane: segments named by lane and first sequence, and an index of what waits, oldest first.
/// Not safe for use by several threads: <see cref="OfflineQueue"/> holds the lock.
/// </summary>
internal sealed class QueueLaneLog : IDisposable
{
    // A done mark for each of so many messages, not for each: after a crash at most so many are sent again.
    private const int DoneMarkEvery = 32;

    private readonly string _folder;
    private readonly string _name;
    private readonly int _segmentBytes;
    private readonly int _bodyBytesMax;
    private readonly List<QueueSegment> _segments = [];
    private readonly LinkedList<Waiting> _waiting = new();
    private readonly Dictionary<ulong, LinkedListNode<Waiting>> _taken = [];
    private ulong _nextSequence = 1;
    private int _doneSinceMark;

    public QueueLaneLog(string name, OfflineQueueOptions options)
    {
        (_name, _folder, _segmentBytes) = (name, options.Folder, options.SegmentBytes);
        _bodyBytesMax = sizeof(ulong) + options.MessageBytesMax;
        Recover();
    }

    private QueueSegment Active => _segments[^1];

    public int Count => _waiting.Count;

    public long Bytes { get; private set; }

    /// <summary>Bytes found at start that were no record.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Adds a message. The caller has made room.</summary>
    /// <returns>The segment that needs a flush before the message is safe from a power cut.</returns>
    public QueueSegment Append(ReadOnlySpan<byte> message)
    {
        var record = new byte[QueueRecord.SizeOf(sizeof(ulong) + message.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(QueueRecord.HeaderBytes), _nextSequence);
        message.CopyTo(record.AsSpan(QueueRecord.HeaderBytes + sizeof(ulong)));
        QueueRecord.Seal(record, QueueRecordKind.Message);
        if (Active.Bytes > 0 && Active.Bytes + record.Length > _segmentBytes) AddSegment();
        var segment = Active;
        var at = segment.Append(record);
        Bytes += record.Length;
        _waiting.AddLast(new Waiting(_nextSequence++, segment, at + QueueRecord.HeaderBytes + sizeof(ulong), message.Length));
        segment.Waiting++;
        return segment;
    }

    /// <summary>The oldest message that is not yet taken, or null. It stays until <see cref="Done"/> or <see cref="PutBack"/>.</summary>
    public (ulong Sequence, byte[] Message)? Take()
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (_taken.ContainsKey(node.Value.Sequence)) continue;
            var message = new byte[node.Value.Bytes];
            node.Value.Segment.Read(node.Value.At, message);
            _taken.Add(node.Value.Sequence, node);
            return (node.Value.Sequence, message);
        }

        return null;
    }

    public void PutBack(ulong sequence) => _taken.Remove(sequence);

    /// <summary>The message was delivered; nothing happens when it had been dropped meanwhile.</summary>
    public void Done(ulong sequence)
    {
        if (_taken.Remove(sequence, out var node)) Forget(node);
    }

    public void DropOldest() => Drop(_waiting.First!);

    /// <summary>Gives back the space of the oldest file, with all that waits in it.</summary>
    /// <returns>Messages dropped.</returns>
    public int DropOldestSegment()
    {
        var oldest = _segments[0];
        if (ReferenceEquals(oldest, Active)) AddSegment();
        var dropped = 0;
        for (; oldest.Waiting > 0; dropped++) Drop(_waiting.First!);
        TrimSegments();
        return dropped;
    }

    public void Dispose()
    {
        if (_doneSinceMark > 0) MarkDone();
        foreach (var segment in _segments) segment.Dispose();
    }

    private void Drop(LinkedListNode<Waiting> node)
    {
        _taken.Remove(node.Value.Sequence);
        Forget(node);
    }

    private void Forget(LinkedListNode<Waiting> node)
    {
        node.Value.Segment.Waiting--;
        var wasOldest = ReferenceEquals(node, _waiting.First);
        _waiting.Remove(node);
        if (wasOldest && (++_doneSinceMark >= DoneMarkEvery || _waiting.Count == 0)) MarkDone();
        TrimSegments();
    }

    // Best effort: a mark that is lost means messages sent twice after a crash, which every receiver of QoS 1 expects.
    private void MarkDone()
    {
        _doneSinceMark = 0;
        var upTo = _waiting.First is { } oldest ? oldest.Value.Sequence - 1 : _nextSequence - 1;
        Span<byte> record = stackalloc byte[QueueRecord.SizeOf(sizeof(ulong))];
        BinaryPrimitives.WriteUInt64LittleEndian(record[QueueRecord.HeaderBytes..], upTo);
        QueueRecord.Seal(record, QueueRecordKind.DoneUpTo);
        try
        {
            Active.Append(record);
            Bytes += record.Length;
        }
        catch (IOException)
        {
            // A full disk: the next mark tries again.
        }
    }

    // Only from the front: a later file may hold the done mark that speaks of an earlier one.
    private void TrimSegments()
    {
        if (_waiting.Count == 0 && Active.Bytes >= _segmentBytes) AddSegment();
        while (_segments.Count > 1 && _segments[0].Waiting == 0)
        {
            Bytes -= _segments[0].Bytes;
            _segments[0].Delete();
            _segments.RemoveAt(0);
        }
    }

    private void AddSegment()
    {
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_name}-{_nextSequence:x16}.log"));
        // Two files cannot begin with the same sequence; the earlier of them holds done marks only.
        if (_segments.Count > 0 && File.Exists(path))
        {
            Bytes -= Active.Bytes;
            Active.Delete();
            _segments.RemoveAt(_segments.Count - 1);
        }

        _segments.Add(QueueSegment.Create(path));
    }

    private void Recover()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, _name + "-*.log").Order(StringComparer.Ordinal))
        {
            var first = ulong.Parse(Path.GetFileNameWithoutExtension(path).AsSpan(_name.Length + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _nextSequence = Math.Max(_nextSequence, first);
            var segment = QueueSegment.Open(path);
            _segments.Add(segment);
            DamagedBytes += segment.Recover(_bodyBytesMax, (kind, body, at) => Replay(segment, kind, body, at));
            Bytes += segment.Bytes;
        }

        if (_segments.Count == 0) AddSegment();
        TrimSegments();
    }

    private void Replay(QueueSegment segment, QueueRecordKind kind, ReadOnlySpan<byte> body, long at)
    {
        var sequence = BinaryPrimitives.ReadUInt64LittleEndian(body);
        if (kind == QueueRecordKind.Message)
        {
            _nextSequence = Math.Max(_nextSequence, sequence + 1);
            _waiting.AddLast(new Waiting(sequence, segment, at + QueueRecord.HeaderBytes + sizeof(ulong), body.Length - sizeof(ulong)));
            segment.Waiting++;
            return;
        }

        _nextSequence = Math.Max(_nextSequence, sequence + 1);
        while (_waiting.First is { } oldest && oldest.Value.Sequence <= sequence)
        {
            oldest.Value.Segment.Waiting--;
            _waiting.RemoveFirst();
        }
    }

    private readonly record struct Waiting(ulong Sequence, QueueSegment Segment, long At, int Bytes);
}
