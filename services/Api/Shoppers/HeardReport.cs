using System.Text;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;

namespace SmartStore.Api.Shoppers;

/// <summary>Sightings that an app without MQTT reports: read as strictly as those over MQTT.</summary>
internal static class HeardReport
{
    public static Sighting[] Read(IReadOnlyList<Proto.Heard> heard)
    {
        var (sightings, problems) = (new List<Sighting>(heard.Count), new List<Problem>());
        for (var i = 0; i < heard.Count; i++)
            if (Read(heard[i], $"heard[{i}]", problems) is { } sighting)
                sightings.Add(sighting);
        Refusal.Require(problems);
        return [.. sightings];
    }

    // Null: wrong, or a good advert that names no beacon.
    private static Sighting? Read(Proto.Heard heard, string path, List<Problem> problems)
    {
        var before = problems.Count;
        if (heard.At is null) Wrong("at", "is missing");
        else if (Refusal.OfTime($"{path}.at", heard.At) is { } problem) problems.Add(problem);
        if (!Sighting.TryJudgeRssi(heard.RssiDbm, out var rssiDbm)) Wrong("rssi_dbm", $"{heard.RssiDbm} is below {Sighting.MinRssiDbm}");
        var mac = Mac.None;
        if (heard.Mac.Length > 0 && !Mac.TryParse(Encoding.UTF8.GetBytes(heard.Mac), out mac)) Wrong("mac", "is not a device address");
        var key = default(BeaconKey);
        if (heard.Beacon.Length > 0 && !BeaconKey.TryParse(heard.Beacon, out key)) Wrong("beacon", "is not a beacon key");
        if (key.HasMac)
        {
            if (mac != Mac.None && mac != key.Mac) Wrong("beacon", "names another address than mac");
            (mac, key) = (key.Mac, key.WithoutMac);
        }

        if (heard.Adv.Length > 0)
        {
            var advert = Advert.Read(heard.Adv.Span);
            if (advert.Kind == AdvertKind.Malformed) Wrong("adv", "is an advert cut short");
            else if (heard.Beacon.Length > 0 && advert.Key != key) Wrong("adv", "is of another beacon");
            key = advert.Key;
        }

        if (problems.Count > before) return null;
        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        return key.Kind == BeaconKind.None ? null : new Sighting(key, mac, rssiDbm, heard.At!.ToDateTimeOffset().ToUnixTimeMilliseconds());

        void Wrong(string field, string message) => problems.Add(new Problem($"{path}.{field}", message));
    }
}
