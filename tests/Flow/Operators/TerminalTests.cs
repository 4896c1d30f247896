using System.Text.RegularExpressions;
using Grpc.Core;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore terminal</c> as a process: codes come on stdin, lines go to stdout, and what it must not forget is in its folder.</summary>
public sealed class TerminalTests : IDisposable
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
    public async Task A_locker_that_is_cut_off_opens_a_door_for_a_voucher_once_and_a_door_that_stays_shut_is_told()
    {
        Manifest("o1", "o2");
        var voucher = Voucher("o1");

        var ended = await TerminalProcess.Piped(_folder, $"{voucher}\n{voucher}\n{Voucher("o2")}\nv1.pass\n", Locker($"test {{slot}} = A1 && echo {{slot}} >> {_folder.File("opened")}"));

        Assert.Equal(0, ended.Code);
        var lines = ended.Out.Split('\n').Select(line => line.StartsWith("tap tap-", StringComparison.Ordinal) ? line[(line.IndexOf(' ', 4) + 1)..] : line).ToList();
        Assert.Equal(
            [
                "granted o1: Slot A1 opens.", "refused o1: This voucher was used before. Please ask staff.", "granted o2: Slot A2 opens.", "waiting: The server does not answer. Please ask staff.",
            ], lines.Where(line => !line.StartsWith("door", StringComparison.Ordinal)));
        Assert.Equal(["door A1 closed", "door A1 opened", "door A2 not_opened"], lines.Where(line => line.StartsWith("door", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("A1\n", await File.ReadAllTextAsync(_folder.File("opened")));
        Assert.Contains("1 tap and 3 reports", ended.Err);
        ended.ShowsNoStackTrace();
    }

    [Fact]
    public async Task A_locker_that_is_killed_while_a_door_opens_opens_nothing_by_itself_and_does_not_take_the_voucher_again()
    {
        Manifest("o1");
        var voucher = Voucher("o1");
        await using (var locker = TerminalProcess.Start(_folder, $"{voucher}\n", hold: true, Locker($"echo {{slot}} >> {_folder.File("opened")}; sleep 30")))
        {
            await Eventually.Is(() => File.Exists(_folder.File("opened")) && File.ReadAllText(_folder.File("opened")) == "A1\n", () => $"the door; it says: {locker.Err}");
            await locker.Kill();
        }

        var ended = await TerminalProcess.Piped(_folder, $"{voucher}\n", Locker($"echo {{slot}} >> {_folder.File("opened")}"));

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
        // Nobody answers at this port: a terminal goes on trying.
        string[] desk = ["--store", "demo", "--terminal", "desk-1", "--broker", "mqtt://127.0.0.1:1", "--queue", _folder.File("desk")];
        await using var first = TerminalProcess.Start(_folder, "", hold: true, desk);
        await Eventually.Is(() => File.Exists(Path.Combine(_folder.File("desk"), "lock")), () => $"the first; it says: {first.Err}");

        var second = await TerminalProcess.Piped(_folder, "", desk);

        Assert.Equal(1, second.Code);
        Assert.Contains("--queue", second.Err);
        second.ShowsNoStackTrace();
        await first.Signal("TERM");
        var ended = await first.End();
        Assert.Equal((0, ""), (ended.Code, ended.Out));
    }

    [Fact]
    public async Task A_terminal_with_a_page_goes_on_when_its_readers_have_ended_and_a_second_one_on_its_port_says_so_in_a_sentence()
    {
        string[] Desk(string name, string port) => ["--store", "demo", "--terminal", "desk-1", "--broker", "mqtt://127.0.0.1:1", "--queue", _folder.File(name), "--face", port];
        await using var first = TerminalProcess.Start(_folder, "", hold: false, Desk("first", "0"));
        await Eventually.Is(() => first.Out.Count > 0, () => $"its address; it says: {first.Err}");
        var address = new Uri(first.Out[0]["face ".Length..]);
        using var client = new HttpClient();
        Assert.Contains("/kiosk/kiosk.js", await client.GetStringAsync(address));

        var second = await TerminalProcess.Piped(_folder, "", Desk("second", address.Port.ToString()));

        Assert.Equal((1, $"--face {address.Port} cannot be opened on 127.0.0.1 (Address already in use); choose another port, or 0 for any.\n"), (second.Code, second.Err));
        await first.Signal("TERM");
        var ended = await first.End();
        Assert.Equal((0, $"face {address}"), (ended.Code, ended.Out));
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
}

/// <summary><c>smartstore terminal</c> at a server.</summary>
public sealed class DeskTests(OpenShop shop) : IClassFixture<OpenShop>, IDisposable
{
    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_desk_prints_what_the_server_answers_to_a_pass_and_to_a_card()
    {
        var shopper = await shop.Client.NewShopper([Purpose.Presence]);
        var order = $"order-of-{shopper}";
        await shop.Client.PutOrder(order, shopper, OrderState.Ready);

        var ended = await TerminalProcess.Piped(_folder, $"{await shop.Client.Pass(shopper)}\n04A2B3C4D5E680\n", "--store", CornerShop.Id, "--terminal", CornerShop.Terminal("pickup"), "--broker", shop.Server.Broker.ToString(), "--queue", _folder.File("desk"), "--answer-timeout", "20s");

        Assert.Equal(0, ended.Code);
        // A desk has a screen, too: who tapped there sees the order.
        var lines = ended.Out.Split('\n').Where(line => !line.StartsWith("screen ", StringComparison.Ordinal)).ToArray();
        Assert.Matches($@"^tap tap-[0-9a-f]{{32}} ok {order}: .+$", lines[0]);
        Assert.Matches("^tap tap-[0-9a-f]{32} refused: .+$", Assert.Single(lines[1..]));
        ended.ShowsNoStackTrace();
    }
}

/// <summary><c>smartstore terminal --kind info</c>: a kiosk, in whose terminal a person sees what it shows and types what is done there.</summary>
public sealed class KioskTests(OpenShop shop) : IClassFixture<OpenShop>, IAsyncLifetime
{
    private const string Kiosk = "kiosk-1";

    // By its own clock, and no later.
    private static readonly TimeSpan BlankWithin = TimeSpan.FromSeconds(61);

    private readonly FreshFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        var layout = CornerShop.Layout();
        layout.Terminals.Add(new Contracts.V1.Terminal { Id = Kiosk, ZoneId = "dairy", Kind = TerminalKind.Info });
        await shop.Client.Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_kiosk_shows_who_tapped_their_list_ticks_there_calls_for_help_and_forgets_them()
    {
        var anna = await Visitor();
        await using var board = shop.Client.WatchStaff();
        await using var kiosk = Start(out var pipe);
        await Type(pipe, await shop.Client.Pass(anna));
        await Shows(kiosk, "^screen item 2 open: milk");
        Assert.Contains(kiosk.Out, line => line.StartsWith("screen open 60 s, en, normal, Name: ", StringComparison.Ordinal));
        await Type(pipe, "tick 1");
        await Shows(kiosk, "^act act-[0-9a-f]{32} ok: bread is done\\.$");
        await Shows(kiosk, "^screen item 2 done: bread");
        await Type(pipe, "language ko\nsize largest");
        await Shows(kiosk, "^screen open [0-9]+ s, ko, largest, Name: ");
        await Type(pipe, "help");
        await Shows(kiosk, "^act act-[0-9a-f]{32} ok: 직원을 불렀습니다");
        var help = (await board.First(update => update.Case?.TerminalId == Kiosk, "the help")).Case;
        Assert.Equal((CaseKind.Help, "dairy", anna), (help.Kind, help.ZoneId, help.ShopperId));
        await board.First(update => update.Assistance?.TerminalId == Kiosk, "the help for screens that know no cases");
        await Type(pipe, "forget");
        await Shows(kiosk, "^act act-[0-9a-f]{32} ok: 이번 방문 기록을 지웠고");
        await Shows(kiosk, "^screen blank$");
        Assert.Equal([Purpose.Presence], (await shop.Client.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = anna })).Purposes);
        await Type(pipe, "end");
        await Shows(kiosk, "^act - expired: ");
    }

    [Fact]
    public async Task SC6_a_kiosk_that_loses_the_line_blanks_within_a_minute_without_the_server()
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);
        await using var client = await ShopClient.Connect(server);
        var layout = CornerShop.Layout();
        layout.Terminals.Add(new Contracts.V1.Terminal { Id = Kiosk, ZoneId = "dairy", Kind = TerminalKind.Info });
        await client.Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
        var anna = await client.NewShopper([]);
        await using var kiosk = Start(out var pipe, server);
        await Type(pipe, await client.Pass(anna));
        await Shows(kiosk, "^screen open ");
        var shown = System.Diagnostics.Stopwatch.StartNew();

        // It answers nothing any more, and closes nothing either.
        await server.Child.Signal("STOP");

        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!kiosk.Out.Contains("screen blank") && shown.Elapsed < BlankWithin) await turn.WaitForNextTickAsync();
        Assert.Contains("screen blank", kiosk.Out);
        await server.Child.Signal("CONT");
    }

    [Fact]
    public async Task C11_a_sign_speaks_what_most_of_three_people_around_it_chose_and_shows_nobody()
    {
        var layout = CornerShop.Layout();
        foreach (var sign in new[] { "sign-1", "sign-2" }) layout.Terminals.Add(new Contracts.V1.Terminal { Id = sign, ZoneId = "produce", Kind = TerminalKind.Sign });
        await shop.Client.Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
        await using var sign1 = TerminalProcess.Start(_folder, "", _folder.File("sign-pipe"), "--store", CornerShop.Id, "--terminal", "sign-1", "--kind", "sign", "--broker", shop.Server.Broker.ToString(), "--queue", _folder.File("sign"));
        await Shows(sign1, @"^screen open 60 s, en, normal: Welcome to Corner shop\.$");
        using var channel = Link.StoreChannel.Open(shop.Server.Grpc);
        await using var sign2 = new Updates<TerminalUpdate>(cancel => new Terminals.TerminalsClient(channel).Watch(new WatchTerminalRequest { StoreId = CornerShop.Id, TerminalId = "sign-2" }, cancellationToken: cancel));
        var people = new List<string>();
        foreach (var language in new[] { "ko", "ko", "" })
        {
            people.Add(await shop.Client.NewShopper([Purpose.Presence], "milk"));
            await shop.Client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = people[^1], Language = language, ShowOnScreens = true } });
        }

        await Eventually.Is(
            async () =>
            {
                foreach (var shopper in people) await shop.Client.PhoneHears(shopper, ShopClient.Heard("produce"));
                return sign1.Out.Contains("screen open 60 s, ko, normal: Corner shop에 오신 것을 환영합니다.") && sign2.Seen.Any(update => update.Screen?.Language == "ko");
            },
            () => $"a sign in Korean; it shows {string.Join('\n', sign1.Out)}");
        Assert.All(sign2.Seen.Where(update => update.Screen is not null), update => Assert.Equal(("sign", "", 0, 0), (update.Screen.Session, update.Screen.Name, update.Screen.Items.Count, update.Screen.Orders.Count)));
        Assert.All(sign1.Out, line => Assert.Matches("^screen (open 60 s, (en|ko), normal: [^,]*|blank)$", line));
    }

    private async Task<string> Visitor()
    {
        var id = await shop.Client.NewShopper([Purpose.Presence], "milk", "bread");
        await shop.Client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = id, ShowOnScreens = true } });
        return id;
    }

    private Child Start(out string pipe, ServerProcess? server = null)
    {
        pipe = _folder.File($"pipe-{Guid.NewGuid():N}");
        return TerminalProcess.Start(_folder, "", pipe, "--store", CornerShop.Id, "--terminal", Kiosk, "--kind", "info", "--broker", (server ?? shop.Server).Broker.ToString(), "--queue", _folder.File($"kiosk-{Guid.NewGuid():N}"), "--answer-timeout", "20s");
    }

    private static async Task Type(string pipe, string lines)
    {
        await Eventually.Is(() => File.Exists(pipe), () => "the pipe");
        await File.AppendAllTextAsync(pipe, $"{lines}\n");
    }

    private static Task Shows(Child kiosk, string pattern) =>
        Eventually.Is(() => kiosk.Out.Any(line => Regex.IsMatch(line, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))), () => $"{pattern}; it shows {string.Join('\n', kiosk.Out)} {kiosk.Err}");
}

/// <summary><c>smartstore terminal</c> with a stdin of its own.</summary>
internal static class TerminalProcess
{
    /// <summary>Runs it to its end with this as its stdin.</summary>
    public static async Task<Finished> Piped(FreshFolder folder, string input, params string[] arguments)
    {
        await using var child = Start(folder, input, hold: false, arguments);
        return await child.End();
    }

    /// <summary>Starts it. A shell gives it its stdin, and becomes it, so that a signal reaches it.</summary>
    /// <param name="hold">True: stdin does not end.</param>
    public static Child Start(FreshFolder folder, string input, bool hold, params string[] arguments)
    {
        if (hold) return Start(folder, input, folder.File($"pipe-{Guid.NewGuid():N}"), arguments);
        var file = folder.Write($"input-{Guid.NewGuid():N}", input);
        return Child.Start("/bin/sh", ["-c", $"{Words(arguments)} < {Quoted(file)}"]);
    }

    /// <summary>Starts it with a stdin that does not end: what is written to the pipe is typed.</summary>
    /// <param name="pipe">A file that is not there yet.</param>
    public static Child Start(FreshFolder folder, string input, string pipe, params string[] arguments)
    {
        var file = folder.Write($"input-{Guid.NewGuid():N}", input);
        return Child.Start("/bin/sh", ["-c", $"mkfifo {Quoted(pipe)} && exec 3<>{Quoted(pipe)} && cat {Quoted(file)} >&3 && {Words(arguments)} <&3"]);
    }

    private static string Words(string[] arguments) => string.Join(' ', ["exec", "dotnet", Quoted(Path.Combine(AppContext.BaseDirectory, "smartstore.dll")), "terminal", .. arguments.Select(Quoted)]);

    private static string Quoted(string word) => $"'{word}'";
}
