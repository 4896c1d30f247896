using System.Text.Json;
using SmartStore.Scanner.Traces;

namespace SmartStore.Host.Replay;

/// <summary>A recording on disk: who heard whom and when, and the hall it was made in.</summary>
/// <param name="Layout">The hall as a store: its zones, its receivers as scanners.</param>
/// <param name="SightingsFile"><c>sightings.csv</c>, gzipped or not.</param>
/// <param name="Transmitters">Everybody who was heard.</param>
internal sealed record RecordedTrace(Store Layout, string SightingsFile, IReadOnlyList<string> Transmitters)
{
    private static readonly string[] SightingsNames = ["sightings.csv.gz", "sightings.csv"];

    /// <exception cref="UsageException">The folder is no recording, with what is missing.</exception>
    public static RecordedTrace Open(string folder)
    {
        var sightings = SightingsIn(folder);
        var layout = new[] { folder, Path.Combine(folder, "..") }.Select(place => Path.Combine(place, "layout.json")).FirstOrDefault(File.Exists)
            ?? throw new UsageException($"There is no layout.json in {folder} or above it.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(layout));
            return new RecordedTrace(Read(json.RootElement), sightings, [.. TraceFile.Read(sightings).Select(row => row.Transmitter).Distinct(StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or InvalidDataException)
        {
            throw new UsageException($"{folder} cannot be read as a recording: {e.Message}");
        }
    }

    /// <summary>The file with the sightings of a recording, gzipped or not.</summary>
    /// <exception cref="UsageException">The folder has none.</exception>
    public static string SightingsIn(string folder) => SightingsNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new UsageException($"There is no sightings.csv.gz in {folder}; give the folder of one recording.");

    private static Store Read(JsonElement hall)
    {
        var id = hall.GetProperty("store").GetString();
        return new Store
        {
            Id = id,
            Name = id,
            Currency = "EUR",
            Zones = { hall.GetProperty("zones").EnumerateArray().Select(static zone => new Zone { Id = zone.GetProperty("id").GetString(), Name = zone.GetProperty("id").GetString() }) },
            Anchors =
            {
                hall.GetProperty("anchors").EnumerateArray().Select(static anchor => new Anchor
                {
                    Id = anchor.GetProperty("id").GetString(),
                    ZoneId = anchor.GetProperty("zone").GetString(),
                    XM = anchor.GetProperty("x_m").GetDouble(),
                    YM = anchor.GetProperty("y_m").GetDouble(),
                    ZM = anchor.GetProperty("z_m").GetDouble(),
                })
            },
        };
    }
}
