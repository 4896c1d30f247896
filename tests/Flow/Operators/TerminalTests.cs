using SmartStore.Terminal.Lockers;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore terminal</c> as a process: codes come on stdin, lines go to stdout, and what it must not forget is in its folder.</summary>
public sealed class TerminalTests(OpenShop shop) : IClassFixture<OpenShop>, IDisposable
{
    private readonly FreshFolder _folder = new();
    private readonly TestSigner _signer = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose()
    {
        _folder.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task A_desk_prints_what_the_server_answers_to_a_pass_and_to_a_card()
    {
        var shopper = await shop.Client.NewShopper([Purpose.Presence]);
        var order = $"order-of-{shopper}";
        await shop.Client.PutOrder(order, shopper, OrderState.Ready);

        var ended = await Piped($"{await shop.Client.Pass(shopper)}\n04A2B3C4D5E680\n", "--store", CornerShop.Id, "--terminal", CornerShop.Terminal("pickup"), "--broker", shop.Server.Broker.ToString(), "--queue", _folder.File("desk"));

        Assert.Equal(0, ended.Code);
        var lines = ended.Out.Split('\n');
        Assert.Matches($@"^tap tap-[0-9a-f]{{32}} ok {order}: .+$", lines[0]);
        Assert.Matches("^tap tap-[0-9a-f]{32} refused: .+$", Assert.Single(lines[1..]));
        Assert.Equal("", ended.Err);
    }

    [Fact]
    public async Task A_locker_that_is_cut_off_opens_a_door_for_a_voucher_once_and_a_door_that_stays_shut_is_told()
    {
        Manifest("o1", "o2");
        var voucher = Voucher("o1");

        var ended = await Piped($"{voucher}\n{voucher}\n{Voucher("o2")}\nv1.pass\n", Locker($"test {{slot}} = A1 && echo {{slot}} >> {_folder.File("opened")}"));

        Assert.Equal(0, ended.Code);
        var lines = ended.Out.Split('\n').Select(line => line.StartsWith("tap tap-", StringComparison.Ordinal) ? line[(line.IndexOf(' ', 4) + 1)..] : line).ToList();
        Assert.Equal(
            [
                "granted o1: Slot A1 opens.", "refused o1: This voucher was used before. Please ask staff.", "granted o2: Slot A2 opens.", "waiting: The server does not answer. Please ask staff.",
            ], lines.Where(line => !line.StartsWith("door", StringComparison.Ordinal)));
        Assert.Equal(["door A1 closed", "door A1 opened", "door A2 not_opened"], lines.Where(line => line.StartsWith("door", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("A1\n", await File.ReadAllTextAsync(_folder.File("opened")));
        Assert.Contains("1 taps and 3 reports", ended.Err);
        ended.ShowsNoStackTrace();
    }

    [Fact]
    public async Task A_locker_that_is_killed_while_a_door_opens_opens_nothing_by_itself_and_does_not_take_the_voucher_again()
    {
        Manifest("o1");
        var voucher = Voucher("o1");
        await using (var locker = Start($"{voucher}\n", hold: true, Locker($"echo {{slot}} >> {_folder.File("opened")}; sleep 30")))
        {
            await Eventually.Is(() => File.Exists(_folder.File("opened")), () => $"the door; it says: {locker.Err}");
            await locker.Kill();
        }

        var ended = await Piped($"{voucher}\n", Locker($"echo {{slot}} >> {_folder.File("opened")}"));

        Assert.Equal(0, ended.Code);
        Assert.Matches("^tap tap-[0-9a-f]{32} refused o1: This voucher was used before", ended.Out);
        Assert.Equal("A1\n", await File.ReadAllTextAsync(_folder.File("opened")));
        // The server hears that the door may have opened, and no more: staff look.
        using var file = new LockerFile(_folder.File("locker"));
        Assert.Equal([(DoorEvent.Opened, voucher)], file.Read().Reports.Select(report => (report.Event, report.Proof)));
    }

    [Fact]
    public async Task A_terminal_that_is_stopped_ends_well_and_a_second_one_on_its_folder_is_refused()
    {
        string[] desk = ["--store", CornerShop.Id, "--terminal", CornerShop.Terminal("pickup"), "--broker", shop.Server.Broker.ToString(), "--queue", _folder.File("desk")];
        await using var first = Start("", hold: true, desk);
        await Eventually.Is(() => File.Exists(Path.Combine(_folder.File("desk"), "lock")), () => $"the first; it says: {first.Err}");

        var second = await Piped("", desk);

        Assert.Equal(1, second.Code);
        Assert.Contains("--queue", second.Err);
        second.ShowsNoStackTrace();
        await first.Signal("TERM");
        var ended = await first.End();
        Assert.Equal((0, ""), (ended.Code, ended.Out));
    }

    private string[] Locker(string door) =>
    [
        "--store", "demo", "--terminal", "locker-1", "--kind", "locker", "--slots", "A1,A2", "--door", door, "--offline", "--queue", _folder.File("locker"),
        "--server-keys", _folder.Write("keys.json", _signer.KeySet), "--answer-timeout", "100ms", "--closed-after", "0s",
    ];

    private void Manifest(params string[] orders)
    {
        using var file = new LockerFile(Directory.CreateDirectory(_folder.File("locker")).FullName);
        file.Commit(new LockerChange { Manifest = _signer.Manifest(1, Now, orders.Select((order, i) => (order, $"A{i + 1}"))) });
    }

    private string Voucher(string order) => _signer.Voucher(order, Now, Now.AddHours(20), $"j-{order}");

    private async Task<Finished> Piped(string input, params string[] arguments)
    {
        await using var child = Start(input, hold: false, arguments);
        return await child.End();
    }

    // A shell gives it stdin, and becomes it, so that a signal reaches it.
    private Child Start(string input, bool hold, params string[] arguments)
    {
        var file = _folder.Write($"input-{Guid.NewGuid():N}", input);
        var words = string.Join(' ', ["exec", "dotnet", Quoted(Path.Combine(AppContext.BaseDirectory, "smartstore.dll")), "terminal", .. arguments.Select(Quoted)]);
        if (!hold) return Child.Start("/bin/sh", ["-c", $"{words} < {Quoted(file)}"]);
        var pipe = _folder.File($"pipe-{Guid.NewGuid():N}");
        return Child.Start("/bin/sh", ["-c", $"mkfifo {Quoted(pipe)} && exec 3<>{Quoted(pipe)} && cat {Quoted(file)} >&3 && {words} <&3"]);
    }

    private static string Quoted(string word) => $"'{word}'";
}
