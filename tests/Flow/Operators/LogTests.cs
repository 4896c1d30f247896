using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>The log on stderr, as a collector of logs reads it.</summary>
public sealed class LogTests : IDisposable
{
    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_line_of_the_json_log_has_its_time_in_utc()
    {
        var start = DateTimeOffset.UtcNow;
        await using var server = await ServerProcess.Start(_folder.Path, flags: ["--log", "json", "--log-level", "debug"]);
        using var stranger = new TcpClient();
        await stranger.ConnectAsync("127.0.0.1", server.Mqtt);
        await stranger.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        await Eventually.Is(() => server.Child.Err.Contains('\n', StringComparison.Ordinal), () => "a line of the log");

        foreach (var line in server.Child.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var entry = JsonDocument.Parse(line);
            var at = DateTimeOffset.ParseExact(entry.RootElement.GetProperty("Timestamp").GetString()!, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.InRange(at, start.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        }
    }
}
