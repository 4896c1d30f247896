using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
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

        using var scanner = new WakeScanner(silo.Store, silo.Service<IGrainFactory>(), new SiloLosses(), silo.Time, NullLogger<WakeScanner>.Instance);
        await scanner.Look(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.All(silo.Store.Records.Where(record => record.Key.StartsWith("ledger/good", StringComparison.Ordinal)), record => Assert.Null(record.Value.WakeAt));
    }

    [Fact]
    public async Task After_a_silo_was_lost_copies_that_it_had_not_sent_are_sent_at_once_and_not_only_a_round_of_them()
    {
        await using var silo = await OneSilo.Start();
        const int waiting = WakeScanner.PerRoundMax + 50;
        // As a killed silo leaves them: committed, with a copy that nobody has taken, and a wake time some seconds from now.
        for (var i = 0; i < waiting; i++)
        {
            var record = new Envelope { Form = 1, Version = 1, Copies = { new Copy { Target = $"ledger/told-{i}", Version = 1, Body = ByteString.CopyFrom(new StringValue { Value = "f1" }.ToByteArray()) } } };
            await silo.Store.Write(new RecordWrite($"ledger/teller-{i}", 0, RecordImage<Ledger>.Bytes(record)) { WakeAt = OneSilo.T0 + GrainRecord<Ledger>.CopiesWakeAfter });
        }

        var losses = silo.Service<SiloLosses>();
        using var scanner = new WakeScanner(silo.Store, silo.Service<IGrainFactory>(), losses, silo.Time, NullLogger<WakeScanner>.Instance);
        losses.Tell();
        await scanner.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.Sees(() => Task.FromResult(silo.Store.Records.Keys.Count(key => key.StartsWith("ledger/told-", StringComparison.Ordinal))), told => told == waiting);
        await scanner.StopAsync(TestContext.Current.CancellationToken);
    }
}
