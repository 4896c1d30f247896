using System.IO.Compression;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Scanner.Traces;

namespace SmartStore.Devices.Tests.Scanner;

public sealed class TraceTests
{
    private const string Small = "t_s,transmitter,receiver,rssi_dbm\n0.000,tag,O-DR,-77\n0.500,tag,I-DL,-66\n2.000,tag,O-DR,-70\n";

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MemoryStream Gzip(string text)
    {
        var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(Encoding.UTF8.GetBytes(text));
        zipped.Position = 0;
        return zipped;
    }

    [Fact]
    public void A_trace_reads_the_same_plain_and_compressed()
    {
        TraceRow[] expected = [new(TimeSpan.Zero, "tag", "O-DR", -77), new(TimeSpan.FromSeconds(0.5), "tag", "I-DL", -66), new(TimeSpan.FromSeconds(2), "tag", "O-DR", -70)];
        Assert.Equal(expected, TraceFile.Read(Bytes(Small)));
        Assert.Equal(expected, TraceFile.Read(Gzip(Small)));
    }

    [Theory]
    [InlineData("time,tag,receiver,rssi\n0,a,b,-1\n", "trace:1: ")]
    [InlineData("", "trace:1: ")]
    [InlineData(TraceFile.Header + "\n0,a,b,-1\n0,a,b\n", "trace:3: ")]
    [InlineData(TraceFile.Header + "\n-1,a,b,-1\n", "trace:2: ")]
    [InlineData(TraceFile.Header + "\n0,a,b,loud\n", "trace:2: ")]
    [InlineData(TraceFile.Header + "\n1e99,a,b,-1\n", "trace:2: ")]
    public void What_is_no_trace_is_refused_with_the_line(string text, string line) =>
        Assert.StartsWith(line, Assert.Throws<InvalidDataException>(() => TraceFile.Read(Bytes(text)).ToList()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_line_may_be_as_long_as_the_limit_and_no_longer()
    {
        static string Line(int length) => $"{TraceFile.Header}\n0,{new string('a', length - 7)},b,-1\n";
        Assert.Single(TraceFile.Read(Bytes(Line(TraceFile.LineMax))));
        Assert.Throws<InvalidDataException>(() => TraceFile.Read(Bytes(Line(TraceFile.LineMax + 1))).ToList());
    }

    [Fact]
    public async Task A_replay_hands_out_each_row_when_its_time_has_come()
    {
        var time = new FakeTimeProvider();
        var start = time.GetUtcNow();
        var heard = new List<(DateTimeOffset Played, DateTimeOffset At, string Receiver)>();
        var replay = TraceReplay.PlayAsync(TraceFile.Read(Bytes(Small)), 2, time, (row, at) =>
        {
            heard.Add((time.GetUtcNow(), at, row.Receiver));
            return ValueTask.CompletedTask;
        });
        await Eventually.IsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                return replay.IsCompleted;
            },
            "the end of the replay");
        Assert.Equal(3, await replay);
        Assert.Equal([0, 250, 1000], heard.Select(h => (h.At - start).TotalMilliseconds));
        Assert.All(heard, h => Assert.True(h.At <= h.Played));
    }

    [Fact]
    public async Task At_infinite_speed_nothing_is_waited_for()
    {
        var count = 0;
        Assert.Equal(3, await TraceReplay.PlayAsync(TraceFile.Read(Bytes(Small)), double.PositiveInfinity, new FakeTimeProvider(), (_, _) =>
        {
            count++;
            return ValueTask.CompletedTask;
        }));
        Assert.Equal(3, count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public async Task A_speed_that_is_none_is_refused(double speed) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TraceReplay.PlayAsync([], speed, TimeProvider.System, (_, _) => ValueTask.CompletedTask));

    [Fact]
    public void A_recorded_trace_of_a_real_hall_reads_to_its_end()
    {
        var rows = TraceFile.Read(Repository.SharedOrSkip("data/traces/tetam/straight_01/sightings.csv.gz")).ToList();
        Assert.True(rows.Count > 1_000);
        Assert.All(rows, r => Assert.True(r.RssiDbm is < 0 and > -127 && r.Transmitter == "tag"));
    }
}
