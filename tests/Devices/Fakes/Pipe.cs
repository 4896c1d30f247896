using System.Collections.Concurrent;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A stream that a test writes while another thread reads.</summary>
internal sealed class Pipe : MemoryStream
{
    private readonly BlockingCollection<byte[]> _parts = [];

    public void Write(string text) => _parts.Add(Encoding.ASCII.GetBytes(text));

    public void End() => _parts.CompleteAdding();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (!_parts.TryTake(out var part, Timeout.Infinite)) return 0;
        part.CopyTo(buffer);
        return part.Length;
    }
}
