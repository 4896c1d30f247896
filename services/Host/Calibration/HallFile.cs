using System.Text.Json;
using SmartStore.Contracts.Import;
using SmartStore.Core.Zones;
using SmartStore.GrainInterfaces;

namespace SmartStore.Host.Calibration;

/// <summary>The hall that recordings were made in: the <c>layout.json</c> of recorded traces, or an import document with one store.</summary>
internal static class HallFile
{
    /// <exception cref="UsageException">The file is neither, with what is wrong.</exception>
    public static ZoneMap Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.TryGetProperty("stores", out _) ? OfStore(path) : OfTraces(json.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException($"{path} cannot be read as a layout: {e.Message}");
        }
    }

    private static ZoneMap OfStore(string path)
    {
        var problems = ImportFile.Read(path, out var document);
        if (problems.Count > 0) throw new UsageException(problems[0].ToString());
        if (document.Stores.Count != 1) throw new UsageException($"{path} holds {document.Stores.Count} stores; a calibration is of one.");
        return ZoneMap.From(ContractForm.Layout(document.Stores[0]));
    }

    private static ZoneMap OfTraces(JsonElement hall) => new(
        [.. hall.GetProperty("zones").EnumerateArray().Select(zone => new MappedZone(Text(zone, "id"), Neighbours(zone), zone.TryGetProperty("floor", out var floor) ? floor.GetString() ?? "" : ""))],
        [.. hall.GetProperty("anchors").EnumerateArray().Select(anchor => new MappedAnchor(Text(anchor, "id"), Text(anchor, "zone"), Position(anchor)))]);

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? throw new KeyNotFoundException($"\"{name}\" is null.");

    private static IReadOnlyList<string> Neighbours(JsonElement zone) =>
        zone.TryGetProperty("neighbours", out var neighbours) ? [.. neighbours.EnumerateArray().Select(neighbour => neighbour.GetString() ?? "")] : [];

    private static Core.Zones.PointM? Position(JsonElement anchor) =>
        anchor.TryGetProperty("x_m", out var x) && anchor.TryGetProperty("y_m", out var y)
            ? new Core.Zones.PointM(x.GetDouble(), y.GetDouble(), anchor.TryGetProperty("z_m", out var z) ? z.GetDouble() : 0)
            : null;
}
