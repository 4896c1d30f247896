using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartStore.Core.Zones;

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
        ArgumentNullException.ThrowIfNull(json);
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

    private static string? Wrong(Calibration read)
    {
        if (read.Format != Calibration.CurrentFormat) return $"format: is {read.Format}; this version reads {Calibration.CurrentFormat}";
        if (read.Places.Count > Calibration.PlacesMax) return $"places: has {read.Places.Count}; at most {Calibration.PlacesMax}";
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
