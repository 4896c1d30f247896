using System.IO.Pipelines;
using System.Text;
using SmartStore.Rpc.Server.Wire;

namespace SmartStore.Rpc.Tests.Framing;

/// <summary>The forms that bytes and times take in headers and in text bodies.</summary>
public sealed class TextFormTests
{
    [Theory]
    [InlineData("plain text ~", "plain text ~")]
    [InlineData("100%", "100%25")]
    [InlineData("\t\n☺\U0001F608", "%09%0A%E2%98%BA%F0%9F%98%88")]
    public void A_message_is_percent_encoded_and_decoded(string text, string encoded)
    {
        Assert.Equal((encoded, text), (PercentEncoding.Encode(text), PercentEncoding.Decode(encoded)));
    }

    [Theory]
    [InlineData("50%", "50%")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%4", "%4")]
    public void A_broken_escape_is_left_as_it_stands(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Theory]
    [InlineData(0, "0n")]
    [InlineData(1, "1u")]
    [InlineData(10, "1u")]
    [InlineData(10_000, "1000u")]
    [InlineData(TimeSpan.TicksPerSecond * 100, "100000m")]
    [InlineData(TimeSpan.TicksPerDay * 40, "3456000S")]
    public void A_timeout_is_written_in_the_finest_unit_that_holds_it(long ticks, string text)
    {
        Assert.Equal(text, GrpcTimeout.Write(TimeSpan.FromTicks(ticks)));
        Assert.True(GrpcTimeout.Read(text).Ticks >= ticks);
    }

    [Theory]
    [InlineData("AQID", "010203")]
    [InlineData("AQ==Ag==AwQF", "0102030405")]
    [InlineData("AQI=", "0102")]
    [InlineData("", "")]
    [InlineData("AQIDBAUGBwgJCgsMDQ4PEBES", "0102030405060708090A0B0C0D0E0F101112")]
    public async Task Base64_in_runs_reads_the_same_however_it_is_cut(string text, string hex)
    {
        var chars = Encoding.ASCII.GetBytes(text);
        for (var cut = 0; cut <= chars.Length; cut++)
            for (var room = 1; room <= 7; room++) Assert.Equal(hex, await DecodeAsync([chars[..cut], chars[cut..]], room));
    }

    [Theory]
    [InlineData("AQI")]
    [InlineData("A===")]
    [InlineData("AQ=D")]
    [InlineData("!!!!")]
    public async Task Text_that_is_no_base64_is_INTERNAL(string text)
    {
        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => DecodeAsync([Encoding.ASCII.GetBytes(text)], 16))).Code);
    }

    [Theory]
    [InlineData("Upper", "x")]
    [InlineData("grpc-status", "0")]
    [InlineData("content-type", "x")]
    [InlineData("x-bin", "x")]
    [InlineData("", "x")]
    [InlineData("x", "line\n")]
    public void Metadata_that_cannot_travel_is_refused(string key, string value) => Assert.Throws<ArgumentException>(() => new RpcMetadata().Add(key, value));

    private static async Task<string> DecodeAsync(byte[][] pieces, int room)
    {
        var pipe = new Pipe();
        var stream = new Base64Stream(pipe.Reader);
        var decoded = new List<byte>();
        var writing = WriteAsync(pipe.Writer, pieces);
        var buffer = new byte[room];
        while (await stream.ReadAsync(buffer) is var read and > 0) decoded.AddRange(buffer[..read]);
        await writing;
        return Convert.ToHexString([.. decoded]);
    }

    private static async Task WriteAsync(PipeWriter writer, byte[][] pieces)
    {
        foreach (var piece in pieces)
        {
            await writer.WriteAsync(piece);
            await Task.Yield();
        }
        await writer.CompleteAsync();
    }
}
