namespace SmartStore.Benchmarks.Load.Figures;

/// <summary>How long this disk takes to keep a little for good: what every durable figure rests on.</summary>
internal static class DiskProbe
{
    private const int Writes = 200;
    private const int Bytes = 4096;

    /// <summary>Appends to a file in the folder, one flush to disk each.</summary>
    public static Latencies Measure(string folder)
    {
        var latencies = new Latencies();
        var path = Path.Combine(folder, "probe");
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            for (var i = 0; i < Writes; i++)
            {
                file.Write(new byte[Bytes]);
                var from = Stopwatch.GetTimestamp();
                file.Flush(flushToDisk: true);
                latencies.Add(from, Stopwatch.GetTimestamp());
            }

        File.Delete(path);
        return latencies;
    }
}
