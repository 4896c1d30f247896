using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using MQTTnet;
using SmartStore.Core.Lockers;
using SmartStore.Devices.Tests.Fakes;
using SmartStore.Grains.Tests.Storage;
using SmartStore.Terminal;
using SmartStore.Terminal.Lockers;
using OrderState = SmartStore.Contracts.V1.OrderState;
using TapOutcome = SmartStore.Terminal.TapOutcome;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>A locker and a server, each a process, and the line between them, which is cut: what one of them did without the other is known to both afterwards.</summary>
public sealed partial class LockerLineTests : IAsyncLifetime
{
    private static readonly string[] s_slots = ["A1", "A2", "A3"];

    private readonly FreshFolder _folder = new();
    private ServerProcess? _server;
    private ShopClient? _client;
    private TcpProxy? _line;

    private ShopClient Client => _client!;

    private TcpProxy Line => _line!;

    // As a command: this door opens.
    private string Opens => $"echo {{slot}} >> {_folder.File("opened")}";

    // The slots whose doors opened, in turn.
    private IEnumerable<string> Doors => File.Exists(_folder.File("opened")) ? File.ReadLines(_folder.File("opened")) : [];

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start(_folder.File("data"));
        _client = await ShopClient.Connect(_server);
        await _client.Furnish();
        _line = new TcpProxy(_server.Mqtt);
    }

    public async ValueTask DisposeAsync()
    {
        if (_line is not null) await _line.DisposeAsync();
        if (_client is not null) await _client.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task SA4_what_a_locker_process_gave_away_by_voucher_while_it_was_cut_off_is_handed_over_after_the_reconnect_and_the_order_cancelled_meanwhile_is_a_case()
    {
        var orders = await Ready(s_slots);
        var vouchers = await Task.WhenAll(orders.Select(Voucher));
        await using var board = Client.WatchStaff();
        await board.Entered;
        await using var locker = await Start(Opens, out var pipe);
        await Manifest(orders);
        await TellsOfTheLine(locker, pipe);

        await Line.Break();
        await Client.PutOrder(orders[1].Id, orders[1].Shopper, OrderState.Cancelled, orders[1].Slot);
        await Type(pipe, string.Join('\n', vouchers[0], vouchers[1], vouchers[1], vouchers[2]));

        await Shows(locker, $"granted {orders[2].Id}: Slot A3 opens");
        Assert.Equal(
            [$"granted {orders[0].Id}: Slot A1 opens.", $"granted {orders[1].Id}: Slot A2 opens.", $"refused {orders[1].Id}: This voucher was used before. Please ask staff.", $"granted {orders[2].Id}: Slot A3 opens."],
            locker.Out.Where(line => line.StartsWith("tap ", StringComparison.Ordinal)).Skip(1).Select(line => line[(line.IndexOf(' ', 4) + 1)..]));
        await Eventually.Is(() => Doors.Count() == 3, () => "three doors");
        // As far as the server knows, two wait in their slots.
        foreach (var order in orders.Where(order => order != orders[1])) await Voucher(order);

        Line.Mend();

        foreach (var order in orders)
        {
            var ended = (await board.First(update => update.HandedOver?.OrderId == order.Id, $"the handover of {order.Id}")).HandedOver;
            Assert.Equal((CornerShop.Locker, "", "voucher", true), (ended.TerminalId, ended.StaffId, ended.Proof, ended.Offline));
            Assert.Contains("is HANDED_OVER since ", (await Refused(order)).Status.Detail, StringComparison.Ordinal);
        }

        var late = (await board.First(update => update.Case is not null, "the case")).Case;
        Assert.Equal((CaseKind.Order, CaseState.Open, orders[1].Id), (late.Kind, late.State, late.OrderId));
        Assert.Matches(ReleasedLate(), late.Entries[^1].Text);
        await locker.Signal("TERM");
        var said = await locker.End();
        Assert.Equal(0, said.Code);
        Assert.DoesNotContain("Not sent yet", said.Err, StringComparison.Ordinal);
        Assert.Contains("answered 'Conflict' to what became of slot A2", said.Err, StringComparison.Ordinal);
        Assert.Equal(s_slots, Doors);
        Assert.Equal(orders.Select(order => order.Id).Order(StringComparer.Ordinal), board.Seen.Where(update => update.HandedOver is not null).Select(update => update.HandedOver.OrderId).Order(StringComparer.Ordinal));
        Assert.Equal([late.Id], board.Seen.Where(update => update.Case is not null).Select(update => update.Case.Id).Distinct());
    }

    [Fact]
    public async Task SA4_a_locker_whose_clock_is_20_minutes_fast_and_that_was_cut_off_for_an_hour_tells_the_server_the_true_times()
    {
        var orders = await Ready(s_slots);
        var vouchers = await Task.WhenAll(orders.Select(Voucher));
        await using var board = Client.WatchStaff();
        await board.Entered;
        var (time, opened) = (new ShiftedTime(TimeSpan.FromMinutes(20)), new List<string>());
        Assert.True(VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(await Keys()), out var keys, out var problem), problem);
        // In this process: the clock of another one cannot be turned.
        await using var locker = new TerminalDevice(new TerminalOptions
        {
            Mqtt = new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tcp, "127.0.0.1", Line.Port), Time = time },
            StoreId = CornerShop.Id,
            TerminalId = CornerShop.Locker,
            QueueFolder = _folder.File("locker"),
            Locker = new LockerOptions { Slots = s_slots, Door = Open, Keys = keys, ClosedAfter = TimeSpan.Zero },
        });
        locker.Start();
        var version = await Manifest(orders);
        await Eventually.Is(() => locker.ManifestVersion >= version, () => "the manifest");

        await Line.Break();
        var tapped = DateTimeOffset.UtcNow;
        await Client.PutOrder(orders[1].Id, orders[1].Shopper, OrderState.Cancelled, orders[1].Slot);
        var outcomes = new List<TapOutcome>();
        foreach (var voucher in new[] { vouchers[0], vouchers[1], vouchers[1], vouchers[2] }) outcomes.Add((await locker.TapAsync(Terminal.TapKind.Qr, voucher, Eventually.Soon)).Answer.Outcome);
        await locker.SettledAsync(Eventually.Soon);
        Assert.Equal([TapOutcome.Granted, TapOutcome.Granted, TapOutcome.Refused, TapOutcome.Granted], outcomes);
        Assert.Equal(s_slots, opened);
        Assert.Equal(6, locker.Unreported);
        var took = DateTimeOffset.UtcNow - tapped;

        // An hour goes by where the locker is; to the server the doors were open an hour ago.
        time.Ahead += TimeSpan.FromHours(1);
        Line.Mend();
        await Eventually.Is(() => locker.Unreported == 0, () => "answers to the reports");

        foreach (var order in orders)
        {
            var at = DateTimeOffset.Parse(Since().Match((await Refused(order)).Status.Detail).Groups["at"].Value);
            // Whole seconds.
            Assert.InRange(at, tapped - TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1), tapped - TimeSpan.FromHours(1) + (DateTimeOffset.UtcNow - tapped));
        }

        var late = ReleasedLate().Match((await board.First(update => update.Case?.OrderId == orders[1].Id, "the case")).Case.Entries[^1].Text);
        Assert.True(late.Success);
        var between = (TimeSpan.Parse(late.Groups["cancelled"].Value) - TimeSpan.Parse(late.Groups["released"].Value) + TimeSpan.FromDays(1)).TotalMinutes % TimeSpan.FromDays(1).TotalMinutes;
        Assert.InRange(between, 59 - Math.Ceiling(took.TotalMinutes), 61);

        Task<DoorOutcome> Open(string slot, CancellationToken stop)
        {
            lock (opened) opened.Add(slot);
            return Task.FromResult(DoorOutcome.Opened);
        }
    }

    [Fact]
    public async Task SA5_a_server_that_is_killed_between_grant_and_answer_gives_the_repeated_tap_the_same_grant_and_one_door_opens()
    {
        var order = (await Ready(s_slots[..1])).Single();
        await using var locker = await Start(Opens, out var pipe);
        await TellsOfTheLine(locker, pipe);
        string before;
        await using (var listener = await DeviceClient.Connect(_server!, "listener", Topics.Answers(CornerShop.Id, CornerShop.Locker)))
        {
            _ = Line.KeepAnswers();
            await Type(pipe, await Client.Pass(order.Shopper));
            before = await Granted(listener);
            // Granted, and the locker knows nothing of it.
            await _server!.Kill();
        }

        await Line.Break();
        await using var again = await ServerProcess.Start(_folder.File("data"), samePorts: _server);
        await using var client = await ShopClient.Connect(again);
        await using var board = client.WatchStaff();
        await board.Entered;
        await using var hears = await DeviceClient.Connect(again, "listener", Topics.Answers(CornerShop.Id, CornerShop.Locker));
        Line.Mend();

        Assert.Equal(before, await Granted(hears));
        var ended = (await board.First(update => update.HandedOver?.OrderId == order.Id, "the handover")).HandedOver;
        Assert.Equal((CornerShop.Locker, "tap", false), (ended.TerminalId, ended.Proof, ended.Offline));
        Assert.Equal(["A1"], Doors);
        Assert.Single(locker.Out, line => line.Contains($" granted {order.Id}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SA5_a_locker_process_that_is_killed_between_spent_and_unlocked_opens_nothing_by_itself_and_staff_get_the_case()
    {
        var orders = await Ready(s_slots[..2]);
        var (pass, voucher) = (await Client.Pass(orders[0].Shopper), await Voucher(orders[1]));
        await using var board = Client.WatchStaff();
        await board.Entered;
        var stuck = $"{Opens}; sleep 30";

        // The first by a grant, the second by a voucher without the line.
        await using (var first = await Start(stuck, out var pipe))
        {
            await Manifest(orders);
            await TellsOfTheLine(first, pipe);
            await Type(pipe, pass);
            await Eventually.Is(() => Doors.SequenceEqual(["A1"]), () => $"the first door; it shows {string.Join('\n', first.Out)} {first.Err}");
            await first.Kill();
        }

        await using (var second = await Start(stuck, out var pipe))
        {
            await TellsOfTheLine(second, pipe);
            await Line.Break();
            await Type(pipe, voucher);
            await Eventually.Is(() => Doors.SequenceEqual(["A1", "A2"]), () => $"the second door; it shows {string.Join('\n', second.Out)} {second.Err}");
            await second.Kill();
        }

        Line.Mend();
        await using var third = await Start(Opens, out var last);
        await TellsOfTheLine(third, last);
        await Type(last, string.Join('\n', await Client.Pass(orders[0].Shopper), voucher));
        await Shows(third, $"already_claimed {orders[0].Id}: ");
        await Shows(third, $"already_claimed {orders[1].Id}: ");

        foreach (var order in orders)
        {
            var asked = (await board.First(update => update.Case?.OrderId == order.Id, $"the case about {order.Id}, 90 s after the last word about it")).Case;
            Assert.Equal((CaseKind.Order, CaseState.Open), (asked.Kind, asked.State));
            Assert.Equal($"Locker {CornerShop.Locker} did not say whether it opened slot {order.Slot} for order {order.Id}: please look, and hand it over or give it back.", asked.Entries[^1].Text);
            Assert.Equal(OrderState.HandedOver, (await Client.Complete(order.Id, "kim", "signature")).State);
            await board.First(update => update.Case is { State: CaseState.Settled } settled && settled.Id == asked.Id, "the settled case");
        }

        Assert.Equal(["A1", "A2"], Doors);
        Assert.DoesNotContain(third.Out, line => line.StartsWith("door ", StringComparison.Ordinal));
    }

    private async Task<Lying[]> Ready(string[] slots)
    {
        var orders = new List<Lying>();
        foreach (var slot in slots)
        {
            var shopper = await Client.NewShopper([]);
            orders.Add(new Lying($"order-of-{shopper}", shopper, slot));
            await Client.PutOrder(orders[^1].Id, shopper, OrderState.Ready, slot);
        }

        return [.. orders];
    }

    private async Task<string> Voucher(Lying order) => (await Client.Shoppers.GetPassAsync(new GetPassRequest { ShopperId = order.Shopper, OrderId = order.Id })).Voucher;

    private Task<RpcException> Refused(Lying order) => Assert.ThrowsAsync<RpcException>(() => Voucher(order));

    private async Task<string> Keys() =>
        (await Client.Operators.PutDeviceAsync(new PutDeviceRequest { Device = new Device { StoreId = CornerShop.Id, Kind = "terminal", Id = CornerShop.Locker } })).ServerKeys;

    private Task<Child> Start(string door, out string pipe) => Started(door, pipe = _folder.File($"pipe-{Guid.NewGuid():N}"));

    private async Task<Child> Started(string door, string pipe)
    {
        var keys = _folder.Write("keys.json", await Keys());
        return TerminalProcess.Start(
            _folder, "", pipe, "--store", CornerShop.Id, "--terminal", CornerShop.Locker, "--kind", "locker", "--slots", string.Join(',', s_slots), "--door", door, "--broker", $"mqtt://127.0.0.1:{Line.Port}",
            "--queue", _folder.File("locker"), "--server-keys", keys, "--answer-timeout", "20s", "--closed-after", "0s");
    }

    /// <summary>Waits until the server has told what the locker may release, with all of these orders.</summary>
    /// <returns>The version.</returns>
    private async Task<long> Manifest(Lying[] orders)
    {
        await using var reader = await DeviceClient.Connect(_server!, $"reader-{Guid.NewGuid():N}", Topics.Manifest(CornerShop.Id, CornerShop.Locker));
        while (true)
        {
            using var manifest = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars((await reader.Next()).ConvertPayloadToString()!.Split('.')[1]));
            var listed = manifest.RootElement.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("order").GetString()).ToHashSet(StringComparer.Ordinal);
            if (orders.All(order => listed.Contains(order.Id))) return manifest.RootElement.GetProperty("version").GetInt64();
        }
    }

    // What the server had for the locker before it answers a tap has come before the answer.
    private static async Task TellsOfTheLine(Child locker, string pipe)
    {
        await Type(pipe, "v1.no-pass");
        await Shows(locker, " refused: ");
    }

    private static async Task Type(string pipe, string lines)
    {
        await Eventually.Is(() => File.Exists(pipe), () => "the pipe");
        await File.AppendAllTextAsync(pipe, $"{lines}\n");
    }

    private static Task Shows(Child locker, string text) =>
        Eventually.Is(() => locker.Out.Any(line => line.Contains(text, StringComparison.Ordinal)), () => $"{text}; it shows {string.Join('\n', locker.Out)} {locker.Err}");

    private static async Task<string> Granted(DeviceClient listener)
    {
        while (true)
            if ((await listener.Next()).ConvertPayloadToString() is { } answer && answer.Contains("\"granted\"", StringComparison.Ordinal))
                return answer;
    }

    [GeneratedRegex(@"^Locker locker-1 released order \S+ at (?<released>\d\d:\d\d) UTC; it was cancelled since (?<cancelled>\d\d:\d\d) UTC\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReleasedLate();

    [GeneratedRegex(@"is HANDED_OVER since (?<at>[0-9T:-]+Z)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Since();

    /// <summary>An order that lies in a slot.</summary>
    private sealed record Lying(string Id, string Shopper, string Slot);
}
