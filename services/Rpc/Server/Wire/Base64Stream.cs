using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>The bytes of a gRPC-Web text body: base64 in runs that may each end in padding, cut anywhere by the transport.</summary>
internal sealed class Base64Stream(PipeReader text) : ReadOnlyStream
{
    private const int QuadChars = 4;
    private const int QuadBytes = 3;

    private readonly byte[] _quad = new byte[QuadChars];
    private readonly byte[] _spare = new byte[QuadBytes];
    private int _spareCount;

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_spareCount == 0)
        {
            var result = await text.ReadAsync(cancellationToken);
            if (result.IsCanceled) throw new OperationCanceledException();
            var rest = result.Buffer;
            var count = Decode(ref rest, buffer.Span);
            var left = rest.Length;
            text.AdvanceTo(rest.Start, count > 0 || _spareCount > 0 ? rest.Start : rest.End);
            if (count > 0) return count;
            if (_spareCount > 0) break;
            if (!result.IsCompleted) continue;
            return left == 0 ? 0 : throw NotBase64();
        }
        var taken = Math.Min(_spareCount, buffer.Length);
        _spare.AsSpan(0, taken).CopyTo(buffer.Span);
        _spare.AsSpan(taken, _spareCount - taken).CopyTo(_spare);
        _spareCount -= taken;
        return taken;
    }

    /// <summary>Decodes whole groups of four characters; one group at a time, because any of them may be padded.</summary>
    private int Decode(ref ReadOnlySequence<byte> rest, Span<byte> destination)
    {
        var count = 0;
        while (rest.Length >= QuadChars && count + QuadBytes <= destination.Length)
        {
            if (rest.FirstSpan.Length >= QuadChars && DecodeRun(rest.FirstSpan, destination[count..], out var chars, out var bytes))
            {
                rest = rest.Slice(chars);
                count += bytes;
                continue;
            }
            count += DecodeQuad(ref rest, destination[count..]);
        }
        // A reader with less than three bytes of room gets the group through the spare bytes.
        if (count == 0 && rest.Length >= QuadChars) _spareCount = DecodeQuad(ref rest, _spare);
        return count;
    }

    /// <summary>The fast way through characters without padding; stops before the first padded group.</summary>
    private static bool DecodeRun(ReadOnlySpan<byte> chars, Span<byte> destination, out int consumed, out int written)
    {
        var padding = chars.IndexOf((byte)'=');
        var whole = (padding < 0 ? chars.Length : padding) / QuadChars * QuadChars;
        whole = Math.Min(whole, destination.Length / QuadBytes * QuadChars);
        consumed = written = 0;
        if (whole == 0) return false;
        if (Base64.DecodeFromUtf8(chars[..whole], destination, out consumed, out written) != OperationStatus.Done || consumed != whole) throw NotBase64();
        return true;
    }

    private int DecodeQuad(ref ReadOnlySequence<byte> rest, Span<byte> destination)
    {
        rest.Slice(0, QuadChars).CopyTo(_quad);
        rest = rest.Slice(QuadChars);
        return Base64.DecodeFromUtf8(_quad, destination, out var consumed, out var written) == OperationStatus.Done && consumed == QuadChars ? written : throw NotBase64();
    }

    private static RpcException NotBase64() => new(StatusCode.Internal, "The body is not base64.");
}
