using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Core.Zones;

/// <summary>
/// What labelled time taught about one store's radio. Data: kept with the layout, versioned, replaced whole; compiled without it the store is as before.
/// It names anchors and zones by id, so it outlives their order; what it names and the layout lacks is left out.
/// </summary>
/// <param name="Format">Version of this shape; <see cref="CurrentFormat"/>.</param>
/// <param name="Version">Counts up with every calibration of the store.</param>
/// <param name="Sensing">Which end heard the labelled time; its places say nothing about the other end.</param>
/// <param name="Offsets">How much stronger each anchor is heard than its peers, dB.</param>
/// <param name="Places">What the shopper's radio looked like at typical spots; empty: no such model improved the result.</param>
/// <param name="Walks">How one moved between those spots.</param>
/// <param name="UnfamiliarNats">A shopper whose levels fit the places worse than this, nats an anchor, is judged by the default rule.</param>
public sealed record Calibration(
    int Format,
    int Version,
    Sensing Sensing,
    IReadOnlyList<AnchorOffset> Offsets,
    IReadOnlyList<CalibratedPlace> Places,
    IReadOnlyList<PlaceWalk> Walks,
    double UnfamiliarNats)
{
    /// <summary>What it was worth when it was learned; null: not said. The server keeps it beside the calibration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CalibrationTrial? Trial { get; init; }

    /// <summary>The shape that this code writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Most places of one calibration. With the zones there may be at most <see cref="ZoneModel.StatesMax"/>.</summary>
    public const int PlacesMax = 64;
}

/// <summary>One anchor against its peers.</summary>
/// <param name="OffsetDb">Subtracted from what it hears, dB.</param>
public sealed record AnchorOffset(string Anchor, double OffsetDb);

/// <summary>A typical spot of a zone.</summary>
/// <param name="Share">Share of the zone's time spent there, 0..1.</param>
/// <param name="Levels">What each anchor gives there.</param>
public sealed record CalibratedPlace(string Zone, double Share, IReadOnlyList<PlaceLevel> Levels);

/// <summary>What one anchor gives at a spot.</summary>
/// <param name="LevelDbm">Mean, dBm.</param>
/// <param name="SigmaDb">Spread, dB.</param>
public sealed record PlaceLevel(string Anchor, double LevelDbm, double SigmaDb);

/// <summary>A way between two spots.</summary>
/// <param name="From">Index in <see cref="Calibration.Places"/>.</param>
/// <param name="To">Index in <see cref="Calibration.Places"/>.</param>
/// <param name="PerSecond">Chance per second to take it.</param>
public sealed record PlaceWalk(int From, int To, double PerSecond);

/// <summary>Whether a calibration still speaks of the hall that a layout describes.</summary>
public static class CalibrationFit
{
    /// <summary>A digest of where the anchors hang that the calibration names: levels learned elsewhere would place shoppers wrongly.</summary>
    public static string Places(StoreLayout layout, Calibration calibration)
    {
        var named = Anchors(calibration);
        var text = new StringBuilder();
        foreach (var anchor in layout.Anchors.Where(anchor => named.Contains(anchor.Id)).OrderBy(anchor => anchor.Id, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{anchor.Id} {anchor.Zone.Value} {anchor.XM:R} {anchor.YM:R} {anchor.ZM:R}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Why a calibration cannot be used with a layout, in one clause; null: it fits.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="calibration">Checked by <see cref="CalibrationJson"/>.</param>
    /// <param name="places">What <see cref="Places"/> gave when the calibration was put; null: it is being put now.</param>
    public static string? WhyNot(StoreLayout layout, Calibration calibration, string? places = null)
    {
        var zones = layout.Zones.Select(zone => zone.Id.Value).ToHashSet(StringComparer.Ordinal);
        if (calibration.Places.FirstOrDefault(place => !zones.Contains(place.Zone)) is { } stray) return $"it names zone \"{stray.Zone}\", which the layout lacks";
        var anchors = layout.Anchors.Select(anchor => anchor.Id).ToHashSet(StringComparer.Ordinal);
        if (Anchors(calibration).FirstOrDefault(anchor => !anchors.Contains(anchor)) is { } lost) return $"it names anchor \"{lost}\", which the layout lacks";
        if (zones.Count + calibration.Places.Count > ZoneModel.StatesMax) return $"{zones.Count} zones and {calibration.Places.Count} places are more than {ZoneModel.StatesMax} together";
        return places is null || places == Places(layout, calibration) ? null : "an anchor it was learned with hangs elsewhere now";
    }

    private static HashSet<string> Anchors(Calibration calibration) =>
        calibration.Offsets.Select(offset => offset.Anchor).Concat(calibration.Places.SelectMany(place => place.Levels).Select(level => level.Anchor)).ToHashSet(StringComparer.Ordinal);
}

/// <summary>A calibration as the JSON that <c>smartstore calibrate</c> writes and the server keeps: the fields of <see cref="Calibration"/> in camel case.</summary>
public static class CalibrationJson
{
    /// <summary>Longest text, characters: 64 places among some hundreds of anchors are about 2 million.</summary>
    public const int CharsMax = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Writes a calibration.</summary>
    public static string Write(Calibration calibration) => JsonSerializer.Serialize(calibration, Options);

    /// <summary>Reads and checks a calibration; whether it fits a layout is asked of <see cref="CalibrationFit"/>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="calibration">What it says, when nothing is wrong with it.</param>
    /// <returns>What is wrong with it, in one clause; null: nothing.</returns>
    public static string? Read(string json, out Calibration? calibration)
    {
        calibration = null;
        if (json.Length > CharsMax) return $"has {json.Length} characters; at most {CharsMax} are read";
        try
        {
            var read = JsonSerializer.Deserialize<Calibration>(json, Options);
            if (read is null) return "is null";
            if (Wrong(read) is { } wrong) return wrong;
            calibration = read;
            return null;
        }
        catch (JsonException e)
        {
            return $"is no calibration: {e.Message}";
        }
    }

    /// <summary>Writes what a calibration was worth.</summary>
    public static string Write(CalibrationTrial trial) => JsonSerializer.Serialize(trial, Options);

    /// <summary>Reads what a calibration was worth; null: it is not of a shape that this version knows.</summary>
    public static CalibrationTrial? ReadTrial(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CalibrationTrial>(json, Options) is { } trial && trial.Wrong() is null ? trial : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Wrong(Calibration read)
    {
        if (read.Format != Calibration.CurrentFormat) return $"format: is {read.Format}; this version reads {Calibration.CurrentFormat}";
        if (read.Places.Count > Calibration.PlacesMax) return $"places: has {read.Places.Count}; at most {Calibration.PlacesMax}";
        if (read.Trial?.Wrong() is { } wrong) return wrong;
        if (read.UnfamiliarNats is < 0 or > 1_000) return "unfamiliarNats: must be 0..1000";
        for (var i = 0; i < read.Offsets.Count; i++)
            if (read.Offsets[i] is null or { OffsetDb: < -60 or > 60 }) return $"offsets[{i}]: must be an anchor and -60..60 dB";
        for (var i = 0; i < read.Places.Count; i++)
        {
            if (read.Places[i] is null or { Share: < 0 or > 1 }) return $"places[{i}].share: must be 0..1";
            for (var a = 0; a < read.Places[i].Levels.Count; a++)
                if (read.Places[i].Levels[a] is null or { LevelDbm: < -130 or > 20 } or { SigmaDb: < 0 or > 60 })
                    return $"places[{i}].levels[{a}]: must be an anchor, -130..20 dBm and a spread of 0..60 dB";
        }

        for (var i = 0; i < read.Walks.Count; i++)
            if (read.Walks[i] is not { PerSecond: >= 0 and <= 100 } walk || (uint)walk.From >= (uint)read.Places.Count || (uint)walk.To >= (uint)read.Places.Count)
                return $"walks[{i}]: must lead from one of the places to another, 0..100 times a second";
        return null;
    }
}
