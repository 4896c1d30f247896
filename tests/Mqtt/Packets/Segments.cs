using System.Buffers;

namespace SmartStore.Mqtt.Tests.Packets;

/// <summary>The same bytes in pieces, as a socket may deliver them.</summary>
internal static class Segments
{
    public static ReadOnlySequence<byte> Whole(byte[] bytes) => new(bytes);

    public static ReadOnlySequence<byte> CutAt(byte[] bytes, int at) => Join(bytes[..at], bytes[at..]);

    public static ReadOnlySequence<byte> OneByOne(byte[] bytes) => Join([.. bytes.Select(each => new[] { each })]);

    private static ReadOnlySequence<byte> Join(params byte[][] pieces)
    {
        var first = new Piece(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces.Skip(1)) last = last.Then(piece);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, long at)
        {
            Memory = bytes;
            RunningIndex = at;
        }

        public Piece Then(byte[] bytes)
        {
            var next = new Piece(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
