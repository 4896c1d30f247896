using SmartStore.Core.Adverts;

namespace SmartStore.Core.Tests.Adverts;

public sealed class HostileAdvertTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Whatever_the_air_brings_the_readers_answer()
    {
        var random = new Random(11);
        var good = AdvertVector.Beacons.Select(one => one.Payload()).Concat(AdvertVector.Hci.Select(one => Convert.FromHexString(one.Hex))).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = good[random.Next(good.Length)].ToList();
            for (var flips = random.Next(1, 6); flips > 0; flips--) bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
            if (random.Next(3) == 0) bytes.RemoveRange(random.Next(bytes.Count), 1);
            if (random.Next(3) == 0) bytes.InsertRange(random.Next(bytes.Count), Noise(random));
            ReadAll([.. bytes]);
            ReadAll(Noise(random));
        }
    }

    private static void ReadAll(ReadOnlySpan<byte> bytes)
    {
        Judge(bytes);
        foreach (var report in new LeAdvertisingReports(bytes)) Judge(report.Payload);
        if (LinkLayerPdu.TryRead(bytes, out var pdu)) Judge(pdu.Payload);
        Assert.True(BeaconKey.TryParse(bytes, out var key) == (key.Kind != BeaconKind.None));
        Assert.True(Mac.TryParse(bytes, out var mac) || mac == Mac.None);
    }

    private static void Judge(ReadOnlySpan<byte> payload)
    {
        var structures = 0;
        foreach (var structure in new AdStructures(payload)) structures += 2 + structure.Data.Length;
        Assert.InRange(structures, 0, payload.Length);
        var advert = Advert.Read(payload);
        Assert.Equal(advert.Kind is AdvertKind.IBeacon or AdvertKind.AltBeacon or AdvertKind.EddystoneUid or AdvertKind.EddystoneEid, advert.Key.Kind != BeaconKind.None);
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(64)];
        random.NextBytes(noise);
        return noise;
    }
}
