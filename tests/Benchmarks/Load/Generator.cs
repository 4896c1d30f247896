namespace SmartStore.Benchmarks.Load;

/// <summary>Publishes sightings over one connection, as fast as the broker reads or at a rate. Runs in a process of its own.</summary>
internal static class Generator
{
    /// <summary>Packets written at once: about 16 KiB, what a busy gateway's socket holds.</summary>
    private const int BurstMax = 100;

    /// <returns>Sightings sent.</returns>
    public static async Task<long> Run(GeneratorOptions options)
    {
        using var socket = await RawMqtt.Connect(options.Port, "generator-" + Environment.ProcessId, CancellationToken.None);
        var packets = new SightingPackets(options.Store, options.Shoppers, options.Anchors, options.PerMessage, options.Walk, options.First);
        var burst = Math.Max(1, BurstMax / options.PerMessage);
        var sent = 0L;
        var clock = Stopwatch.StartNew();
        var (round, next) = (0, 0);
        while (clock.Elapsed < options.Length)
        {
            if (options.PerSecond > 0 && sent >= clock.Elapsed.TotalSeconds * options.PerSecond)
            {
                await Task.Delay(1);
                continue;
            }

            var count = Math.Min(burst, packets.Count - next);
            var bytes = packets.Stamp(next, count, round, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
            sent += count * options.PerMessage;
            next += count;
            if (next == packets.Count) (next, round) = (0, round + 1);
        }

        // Whoever counts on the other side must see everything before the connection ends.
        await socket.SendAsync(new byte[] { 0xC0, 0 });
        await RawMqtt.ReadExactly(socket, new byte[2], CancellationToken.None);
        return sent;
    }
}
