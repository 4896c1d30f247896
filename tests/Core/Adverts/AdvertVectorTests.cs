using SmartStore.Core.Adverts;

namespace SmartStore.Core.Tests.Adverts;

public sealed class AdvertVectorTests
{
    public static TheoryData<string> Beacons => [.. AdvertVector.Beacons.Select(vector => vector.Id)];

    public static TheoryData<string> Hci => [.. AdvertVector.Hci.Select(vector => vector.Id)];

    [Theory]
    [MemberData(nameof(Beacons))]
    public void A_beacon_vector_means_what_its_source_says(string id)
    {
        var vector = AdvertVector.Beacons.Single(one => one.Id == id);
        var expect = vector.Expect;

        var advert = Advert.Read(vector.Payload());

        if (expect.Kind == "NoBeacon") Assert.Contains(advert.Kind, new[] { AdvertKind.Other, AdvertKind.Malformed });
        else Assert.Equal(expect.Kind, advert.Kind.ToString());
        Assert.Equal(expect.Key ?? "", advert.Key.ToString());
        if (expect.PowerAt1M is { } power) Assert.Equal(power, advert.PowerAt1MDbm);
    }

    [Theory]
    [MemberData(nameof(Hci))]
    public void An_event_of_the_controller_is_one_advert_with_address_and_power(string id)
    {
        var vector = AdvertVector.Hci.Single(one => one.Id == id);

        var reports = new LeAdvertisingReports(Convert.FromHexString(vector.Hex));

        Assert.True(reports.MoveNext());
        var report = reports.Current;
        if (vector.Mac is not null) Assert.Equal(vector.Mac, Mac.Format(report.Address));
        if (vector.Rssi is { } rssiDbm) Assert.Equal(rssiDbm, report.RssiDbm);
        var advert = Advert.Read(report.Payload);
        Assert.Equal(vector.Kind ?? (vector.AdCutShort ? "Malformed" : "Other"), advert.Kind.ToString());
        Assert.Equal(vector.Key ?? "", advert.Key.ToString());
        if (vector.PowerAt1M is { } power) Assert.Equal(power, advert.PowerAt1MDbm);
        Assert.False(reports.MoveNext());
        Assert.False(reports.IsMalformed);
    }

    [Theory]
    [MemberData(nameof(Hci))]
    public void An_event_cut_at_any_byte_has_no_report(string id)
    {
        var whole = Convert.FromHexString(AdvertVector.Hci.Single(one => one.Id == id).Hex);
        for (var length = 0; length < whole.Length; length++)
        {
            var reports = new LeAdvertisingReports(whole.AsSpan(0, length));
            Assert.False(reports.MoveNext());
        }
    }

    [Fact]
    public void Every_vector_left_out_has_a_reason()
    {
        var lines = File.ReadLines(Repository.Vector("adverts/left-out.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();

        Assert.All(lines, line => Assert.True(line is [{ Length: > 0 }, { Length: > 10 }], string.Join('|', line)));
        var used = AdvertVector.Beacons.Select(one => one.Id).Concat(AdvertVector.Hci.Select(one => one.Id)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(281, used.Count + lines.Length);
        Assert.DoesNotContain(lines, line => used.Contains(line[0]));
    }
}
