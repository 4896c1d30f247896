using System.Diagnostics;

namespace SmartStore.Benchmarks.Load;

/// <summary>Publishes sightings over one connection, as fast as the broker reads or at a rate. Runs in a process of its own.</summary>
internal static class Generator
{
    /// <summary>Packets written at once: about 16 KiB, what a busy gateway's socket holds.</summary>
    private const int BurstMax = 100;

    /// <returns>Sightings sent.</returns>
    public static async Task<long> Run(int port, string store, int shoppers, int anchors, int perMessage, double sightingsPerSecond, TimeSpan length)
    {
        using var socket = await RawMqtt.Connect(port, "generator-" + Environment.ProcessId, CancellationToken.None);
        SightingPackets[] rounds = [.. Enumerable.Range(0, 4).Select(round => new SightingPackets(store, shoppers, anchors, perMessage, round))];
        var sent = 0L;
        var clock = Stopwatch.StartNew();
        var (round, next) = (0, 0);
        while (clock.Elapsed < length)
        {
            if (sightingsPerSecond > 0)
            {
                var due = clock.Elapsed.TotalSeconds * sightingsPerSecond;
                if (sent >= due)
                {
                    await Task.Delay(1);
                    continue;
                }
            }

            var packets = rounds[round];
            var count = Math.Min(BurstMax, packets.Count - next);
            var bytes = packets.Stamp(next, count, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
            sent += count * perMessage;
            next += count;
            if (next == packets.Count) (next, round) = (0, (round + 1) % rounds.Length);
        }

        // Whoever counts on the other side must see everything before the connection ends.
        await socket.SendAsync(new byte[] { 0xC0, 0 });
        await RawMqtt.ReadExactly(socket, new byte[2], CancellationToken.None);
        return sent;
    }
}
