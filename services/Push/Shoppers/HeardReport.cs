using System.Text;
using SmartStore.Contracts.V1;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;
using SmartStore.Presence;
using SmartStore.Presence.Tracking;
using SmartStore.Rpc;
using Heard = SmartStore.Contracts.V1.Heard;

namespace SmartStore.Push.Shoppers;

/// <summary>Sightings that an app without MQTT reports over RPC: read as strictly as those over MQTT, and given to the same trackers.</summary>
internal sealed class HeardReport(SightingIntake intake, SightingCounts counts)
{
    private const long LatestUnixS = 253_402_300_799;

    /// <exception cref="RpcException">INVALID_ARGUMENT with the path of the first wrong field.</exception>
    public ReportReply Take(TrackedStore store, ReportRequest request, ShopperView shopper)
    {
        var sightings = new List<Sighting>(request.Heard.Count);
        for (var i = 0; i < request.Heard.Count; i++)
            if (Read(request.Heard[i], $"heard[{i}]") is { } sighting)
                sightings.Add(sighting);
        if (!shopper.Presence().MayBeTracked)
        {
            counts.Add(SightingFate.NoConsent, request.Heard.Count);
            return new ReportReply { Ignored = request.Heard.Count };
        }

        var taken = intake.FromPhone(store, Encoding.ASCII.GetBytes(request.ShopperId), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sightings));
        return new ReportReply { Accepted = taken, Ignored = request.Heard.Count - taken };
    }

    // Null: a good advert of nobody in particular.
    private static Sighting? Read(Heard heard, string path)
    {
        if (heard.At is null) throw Invalid(path, "at", "is missing");
        if (heard.At.Seconds is < 0 or > LatestUnixS || heard.At.Nanos is < 0 or > 999_999_999) throw Invalid(path, "at", "is not a time between 1970 and 9999");
        if (heard.RssiDbm is < Sighting.MinRssiDbm or > Sighting.MaxRssiDbm) throw Invalid(path, "rssi_dbm", $"{heard.RssiDbm} is not in {Sighting.MinRssiDbm}..{Sighting.MaxRssiDbm}");
        var mac = Mac.None;
        if (heard.Mac.Length > 0 && !Mac.TryParse(Encoding.UTF8.GetBytes(heard.Mac), out mac)) throw Invalid(path, "mac", "is not a device address");
        var key = default(BeaconKey);
        if (heard.Beacon.Length > 0 && !BeaconKey.TryParse(heard.Beacon, out key)) throw Invalid(path, "beacon", "is not a beacon key");
        if (heard.Adv.Length > 0)
        {
            var advert = Advert.Read(heard.Adv.Span);
            if (advert.Kind == AdvertKind.Malformed) throw Invalid(path, "adv", "is an advert cut short");
            if (heard.Beacon.Length == 0) key = advert.Key;
        }

        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        if (key.HasMac && key.Kind != BeaconKind.Mac) (mac, key) = (key.Mac, key.WithoutMac);
        return key.Kind == BeaconKind.None ? null : new Sighting(key, mac, (short)heard.RssiDbm, heard.At.ToDateTimeOffset().ToUnixTimeMilliseconds());
    }

    private static RpcException Invalid(string path, string field, string message) => new(StatusCode.InvalidArgument, $"{path}.{field}: {message}");
}
