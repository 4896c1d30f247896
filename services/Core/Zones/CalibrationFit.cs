using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Zones;

/// <summary>Whether a calibration still speaks of the hall that a layout describes.</summary>
public static class CalibrationFit
{
    /// <summary>A digest of where the anchors hang that the calibration names: levels learned elsewhere would place shoppers wrongly.</summary>
    public static string Places(StoreLayout layout, Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(layout);
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
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(calibration);
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
