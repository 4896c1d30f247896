using Grpc.Core;

namespace SmartStore.Flow.Tests.Crash;

/// <summary>kill -9 of the server while cases are opened, taken and answered: what was acknowledged is there, once.</summary>
public sealed class CrashOfCasesTests
{
    private const int Cases = 60;

    [Fact]
    public async Task After_a_kill_every_case_that_was_acknowledged_is_there_once()
    {
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        var opened = new Dictionary<string, Case>(StringComparer.Ordinal);
        List<string> shoppers = [];
        await using (var client = await ShopClient.Connect(first))
        {
            await client.Furnish();
            for (var i = 0; i < Cases; i++) shoppers.Add(await client.NewShopper([]));
            foreach (var shopper in shoppers.Take(Cases / 3)) opened[shopper] = await Open(client, shopper);
            foreach (var shopper in shoppers.Take(Cases / 6)) opened[shopper] = await Answer(client, opened[shopper]);
            // The others are on their way when it dies.
            var opening = shoppers.Skip(Cases / 3).Select(async shopper => (shopper, Case: await Try(() => Open(client, shopper)))).ToList();
            await Task.WhenAny(opening);
            await first.Kill();
            foreach (var (shopper, one) in await Task.WhenAll(opening))
                if (one is not null) opened[shopper] = one;
        }

        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await using var again = await ShopClient.Connect(second);
        await using var board = again.WatchStaff();
        foreach (var shopper in shoppers)
        {
            var one = await Open(again, shopper);
            if (opened.TryGetValue(shopper, out var before)) Assert.Equal((before.Id, before.State, before.Entries.Count), (one.Id, one.State, one.Entries.Count));
            opened[shopper] = one;
            if (shoppers.IndexOf(shopper) < Cases / 6) Assert.Equal(one.Entries.Count, (await Answer(again, one)).Entries.Count); // said before: it counts once
        }

        await Eventually.Is(() => opened.Values.All(one => board.Seen.Any(update => update.Case?.Id == one.Id)), () => "every case on the board");
        Assert.Equal(Cases, board.Seen.Where(update => update.Case is not null).Select(update => update.Case.Id).Distinct().Count());
    }

    private static async Task<Case> Open(ShopClient client, string shopper) =>
        await client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = shopper, RequestId = "1", Kind = CaseKind.Complaint, StoreId = CornerShop.Id, Text = "The bread was hard." });

    private static async Task<Case> Answer(ShopClient client, Case one) => await client.Staff.UpdateCaseAsync(new UpdateCaseRequest
    {
        StoreId = CornerShop.Id,
        CaseId = one.Id,
        StaffId = "kim",
        RequestId = "answer",
        Reply = new CaseReply { Text = "I look at it." },
    });

    private static async Task<Case?> Try(Func<Task<Case>> open)
    {
        try
        {
            return await open();
        }
        catch (RpcException)
        {
            return null; // The server died.
        }
    }
}
