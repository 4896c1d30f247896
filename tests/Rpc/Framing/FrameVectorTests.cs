using System.Buffers;
using System.IO.Pipelines;
using SmartStore.Rpc.Framing;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Framing;

/// <summary>Every vector of tests/vectors/rpc/frames.txt: whole, cut in two at every byte, and byte by byte.</summary>
public sealed class FrameVectorTests
{
    private const int BytesMax = 64;

    public static TheoryData<string, string, string, string> Vectors()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(Folder(), "frames.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            data.Add(cells[0], cells[1].Replace(" ", "", StringComparison.Ordinal), cells[2], cells[3]);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_vector_reads_the_same_whole_at_every_cut_and_byte_by_byte(string name, string hex, string encoding, string expected)
    {
        var bytes = Convert.FromHexString(hex);

        Assert.Equal((name, expected), (name, await ReadAsync([bytes], encoding)));
        for (var cut = 1; cut < bytes.Length; cut++) Assert.Equal((name, cut, expected), (name, cut, await ReadAsync([bytes[..cut], bytes[cut..]], encoding)));
        Assert.Equal((name, expected), (name, await ReadAsync([.. bytes.Select(b => new[] { b })], encoding)));
    }

    [Fact]
    public async Task Random_frames_end_in_messages_or_a_status_and_never_in_anything_else()
    {
        // Budget: 20,000 bodies of up to 200 bytes, from a fixed seed; about a second.
        var random = new Random(20_061);
        var seeds = Vectors().Select(row => (Convert.FromHexString(row.Data.Item2), row.Data.Item3)).Where(seed => seed.Item1.Length > 0).ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var (seed, encoding) = seeds[random.Next(seeds.Length)];
            var body = seed.ToArray();
            for (var flips = random.Next(4); flips >= 0; flips--) body[random.Next(body.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) body = [.. body, .. seeds[random.Next(seeds.Length)].Item1];
            var cut = random.Next(body.Length + 1);

            Assert.Matches("^(([0-9A-F]+|-),)*(end|Internal|ResourceExhausted)$", await ReadAsync([body[..cut], body[cut..]], encoding));
        }
    }

    [Fact]
    public void What_a_writer_writes_is_in_the_vectors()
    {
        var output = new ArrayBufferWriter<byte>();

        FrameWriter.Write(output, new Payload { Body = Google.Protobuf.ByteString.CopyFrom(1, 2, 3) }, MessageCodec.Proto, compress: false, new(BytesMax, null));

        Assert.Equal("00000000051203010203", Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_writer_writes_a_reader_reads(bool compress)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, new Payload { Body = Google.Protobuf.ByteString.CopyFrom(1, 2, 3) }, MessageCodec.Proto, compress, new(BytesMax, null));

        Assert.Equal("010203,end", await ReadAsync([output.WrittenMemory.ToArray()], "gzip"));
    }

    private static async Task<string> ReadAsync(byte[][] pieces, string encoding)
    {
        var reader = new FrameReader(PipeReader.Create(new PiecesStream(pieces)), MessageCodec.Proto, new MessageLimits(BytesMax, null)) { Encoding = encoding.Length == 0 ? null : encoding };
        var read = new List<string>();
        try
        {
            while (await reader.ReadAsync<Payload>(CancellationToken.None) is { } message) read.Add(message.Body.IsEmpty ? "-" : Convert.ToHexString(message.Body.Span));
            read.Add("end");
        }
        catch (RpcException e)
        {
            read.Add(e.Code.ToString());
        }
        return string.Join(',', read);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SmartStore.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The repository's root is not above the tests.");
        return Path.Combine(folder.FullName, "tests", "vectors", "rpc");
    }

    private sealed class PiecesStream(byte[][] pieces) : ReadOnlyStream
    {
        private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));

        public override int Read(Span<byte> buffer)
        {
            if (!_pieces.TryDequeue(out var piece)) return 0;
            piece.CopyTo(buffer);
            return piece.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
    }
}
