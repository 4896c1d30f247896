using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Records;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Stored;
using SmartStore.Grains.Tests.Records;

namespace SmartStore.Grains.Tests.Clusters;

public sealed class WakeScannerTests
{
    [Fact]
    public async Task One_look_wakes_all_grains_that_are_due_though_a_whole_round_of_others_cannot_be_woken()
    {
        await using var silo = await OneSilo.Start();
        for (var i = 0; i < WakeScanner.PerRoundMax; i++) await silo.Store.Write(new RecordWrite($"ledger/bad-{i}", 0, new byte[] { 0xFF, 0xFF }) { WakeAt = OneSilo.T0.AddSeconds(-2) });
        var due = RecordImage<Ledger>.Bytes(new Envelope { Form = 1, State = ByteString.CopyFrom(new LedgerForm().Write(new Ledger([], OneSilo.T0))) });
        for (var i = 0; i <= WakeScanner.PerRoundMax; i++) await silo.Store.Write(new RecordWrite($"ledger/good-{i}", 0, due) { WakeAt = OneSilo.T0 });

        using var scanner = new WakeScanner(silo.Store, silo.Service<IGrainFactory>(), silo.Time, NullLogger<WakeScanner>.Instance);
        await scanner.Look(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.All(silo.Store.Records.Where(record => record.Key.StartsWith("ledger/good", StringComparison.Ordinal)), record => Assert.Null(record.Value.WakeAt));
    }
}
