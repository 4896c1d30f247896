using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace SmartStore.Contracts.Mqtt.Offline;

/// <summary>One file of a lane: records one after another, appended until it is full, deleted when all of them are done with.</summary>
internal sealed class QueueSegment : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private QueueSegment(string path, FileMode mode)
    {
        _path = path;
        _file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);
        Bytes = RandomAccess.GetLength(_file);
    }

    /// <summary>Length of the file.</summary>
    public long Bytes { get; private set; }

    /// <summary>Messages in it that still wait.</summary>
    public int Waiting { get; set; }

    public static QueueSegment Create(string path) => new(path, FileMode.CreateNew);

    public static QueueSegment Open(string path) => new(path, FileMode.Open);

    /// <summary>Appends a sealed record and returns where it begins. On failure the file is cut back to what it was.</summary>
    public long Append(ReadOnlySpan<byte> record)
    {
        var at = Bytes;
        try
        {
            RandomAccess.Write(_file, record, at);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, at);
            throw;
        }

        Bytes += record.Length;
        return at;
    }

    public void Read(long at, Span<byte> destination)
    {
        for (var read = 0; read < destination.Length;)
        {
            var got = RandomAccess.Read(_file, destination[read..], at + read);
            if (got == 0) throw new EndOfStreamException($"{_path} ends inside the record at {at}.");
            read += got;
        }
    }

    public void FlushToDisk()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (ObjectDisposedException)
        {
            // Deleted meanwhile: everything in it was already delivered, so nothing waits for this flush.
        }
    }

    /// <summary>
    /// Walks the records from the start. Bytes that are no record (a torn write, a damaged sector) are stepped over one by one until a record begins again;
    /// such bytes at the end of the file are cut off.
    /// </summary>
    /// <returns>Bytes that were no record.</returns>
    public long Recover(int bodyBytesMax, Action<QueueRecordKind, byte[], long> found)
    {
        var bytes = new byte[Bytes];
        Read(0, bytes);
        long damaged = 0;
        var (at, sound) = (0, 0);
        while (at < bytes.Length)
        {
            if (QueueRecord.Read(bytes.AsSpan(at), bodyBytesMax, out var kind, out var body) == OperationStatus.Done)
            {
                found(kind, body.ToArray(), at);
                damaged += at - sound;
                at += QueueRecord.SizeOf(body.Length);
                sound = at;
            }
            else
            {
                at++;
            }
        }

        if (sound == bytes.Length) return damaged;
        RandomAccess.SetLength(_file, sound);
        Bytes = sound;
        return damaged + bytes.Length - sound;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file.Dispose();
}
