namespace SmartStore.Ingest.Tests.Sightings;

public sealed class SightingBatchTests
{
    [Fact]
    public void One_advert_that_two_receivers_heard_at_the_same_time_stays_with_each_of_them()
    {
        var batch = new SightingBatch();
        batch.Clear();
        batch.AcceptStrongest(Heard(-80), "a");
        batch.AcceptStrongest(Heard(-40), "b");
        batch.AcceptStrongest(Heard(-60));
        batch.AcceptStrongest(Heard(-70), "a");

        Assert.Equal(
            [("a", -70), ("b", -40), (null, -60)],
            Enumerable.Range(0, batch.Accepted.Length).Select(i => (batch.ReceiverOf(i), (int)batch.Accepted[i].RssiDbm)));
    }

    private static Sighting Heard(short rssiDbm) => new(BeaconKey.OfMac(0xC1C2C3C4C5C6), 0xC1C2C3C4C5C6, rssiDbm, 1_795_312_800_000);
}
