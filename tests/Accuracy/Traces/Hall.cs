using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartStore.Accuracy.Traces;

/// <summary>One set of a traces folder: a hall, its layout and the recordings made in it.</summary>
public sealed record Hall(string Name, ZoneMap Map, IReadOnlyList<Recording> Recordings)
{
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads every set below a folder: <c>DIR/SET/layout.json</c> and <c>DIR/SET/RECORDING/{sightings.csv.gz,truth.csv}</c>; or the one set that the folder itself is.</summary>
    /// <exception cref="TraceException">Something is missing or malformed; the message names the file and line.</exception>
    public static IReadOnlyList<Hall> ReadAll(string directory)
    {
        if (!Directory.Exists(directory)) throw new TraceException($"there is no folder '{directory}'.");
        if (File.Exists(Path.Combine(directory, "layout.json"))) return [Read(Path.TrimEndingDirectorySeparator(directory))];
        var halls = Directory.GetDirectories(directory).Order(StringComparer.Ordinal)
            .Where(set => File.Exists(Path.Combine(set, "layout.json")))
            .Select(Read)
            .ToArray();
        return halls.Length > 0 ? halls : throw new TraceException($"'{directory}' holds no set: a set is a folder with a layout.json.");
    }

    private static Hall Read(string set)
    {
        var map = ReadLayout(Path.Combine(set, "layout.json"));
        var recordings = Directory.GetDirectories(set).Order(StringComparer.Ordinal).Select(r => Recording.Read(r, map)).ToArray();
        return new Hall(Path.GetFileName(set), map, recordings);
    }

    private static ZoneMap ReadLayout(string path)
    {
        try
        {
            var layout = JsonSerializer.Deserialize<LayoutFile>(File.ReadAllText(path), CamelCase);
            if (layout?.Zones is null || layout.Anchors is null) throw new TraceException($"{path}: 'zones' and 'anchors' are needed.");
            return new ZoneMap(
                [.. layout.Zones.Select(z => new MappedZone(z.Id, z.Neighbours ?? [], z.Floor ?? ""))],
                [.. layout.Anchors.Select(a => new MappedAnchor(a.Id, a.Zone, a.XM is { } x && a.YM is { } y ? new PointM(x, y, a.ZM ?? 0) : null))]);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new TraceException($"{path}: {e.Message}", e);
        }
    }

    private sealed record LayoutFile(IReadOnlyList<ZoneEntry>? Zones, IReadOnlyList<AnchorEntry>? Anchors);

    private sealed record ZoneEntry(string Id, IReadOnlyList<string>? Neighbours, string? Floor);

    private sealed record AnchorEntry(
        string Id,
        string Zone,
        [property: JsonPropertyName("x_m")] double? XM,
        [property: JsonPropertyName("y_m")] double? YM,
        [property: JsonPropertyName("z_m")] double? ZM);
}

/// <summary>A traces folder that cannot be used, in one sentence.</summary>
public sealed class TraceException : Exception
{
    /// <param name="message">What is wrong, and where.</param>
    public TraceException(string message)
        : base(message)
    {
    }

    /// <param name="message">What is wrong, and where.</param>
    /// <param name="inner">What found it.</param>
    public TraceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
