using Grpc.Core;

namespace SmartStore.Host.Cli;

/// <summary><c>case</c>: the cases of the service desk, for staff.</summary>
internal static class CaseCommand
{
    // All that is open comes at once when a board is opened.
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(1);

    public static Command Create() => new("case", "What shoppers want of staff: help, returns, appointments, complaints, questions about orders.") { List(), Take(), Answer(), Resolve() };

    private static Command List()
    {
        var store = Setting.Id("store", "Store id");
        return new Command("list", "Lists the open cases of a store, the most urgent first.") { store }.Calls(async (line, client, cancel) =>
        {
            var zones = new ZoneNames(await client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = line.GetValue(store)! }, cancellationToken: cancel));
            var open = await Present(client, line.GetValue(store)!, cancel);
            if (open.Count == 0) Console.WriteLine("No case is open.");
            foreach (var one in open.OrderByDescending(one => one is { Here: true, Kind: CaseKind.Concierge or CaseKind.Return or CaseKind.Complaint }).ThenByDescending(one => one.Escalation).ThenBy(one => one.DueAt?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue)) Console.WriteLine(Line(one, zones));
            return CommandLine.Ok;
        });
    }

    private static Command Take()
    {
        var (store, id, staff) = Names("Who takes it on");
        var release = new Option<bool>("--release") { Description = "Give it back instead" };
        return new Command("take", "Takes a case on, so that nobody else does. Shows all of it.") { store, id, staff, release }.Calls(async (line, client, cancel) =>
        {
            var request = Request(line, store, id, staff);
            if (line.GetValue(release)) request.Release = true;
            else request.Take = true;
            return Say(await client.Staff.UpdateCaseAsync(request, cancellationToken: cancel));
        });
    }

    private static Command Answer()
    {
        var (store, id, staff) = Names("Who answers");
        var text = new Argument<string>("text") { Description = "What the shopper reads, at most 1000 characters", HelpName = "TEXT" };
        var choices = new Option<string[]>("--choice") { Description = "Something that the shopper may answer; may be given 6 times, the harmless one last: of a question about an order it stands when no answer comes", HelpName = "TEXT" };
        var note = new Option<bool>("--note") { Description = "A note for the staff; the shopper does not see it" };
        return new Command("answer", "Says something in a case. Who answers what nobody has taken on, has it.") { store, id, text, staff, choices, note }.Calls(async (line, client, cancel) =>
        {
            var request = Request(line, store, id, staff);
            request.Reply = new CaseReply { Text = line.GetValue(text)!, Choices = { line.GetValue(choices) ?? [] }, Internal = line.GetValue(note) };
            return Say(await client.Staff.UpdateCaseAsync(request, cancellationToken: cancel));
        });
    }

    private static Command Resolve()
    {
        var (store, id, staff) = Names("Who settles it");
        var outcome = new Option<CaseOutcome>("--outcome") { Description = "How it ended: helped, refunded, exchanged, declined or notThere", HelpName = "OUTCOME", DefaultValueFactory = _ => CaseOutcome.Helped };
        var text = new Option<string>("--text") { Description = "What the shopper reads", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        return new Command("resolve", "Settles a case. Only who has taken it on, or a manager, may.") { store, id, staff, outcome, text }.Calls(async (line, client, cancel) =>
        {
            var request = Request(line, store, id, staff);
            request.Settle = new CaseSettlement { Outcome = line.GetValue(outcome), Text = line.GetValue(text)! };
            return Say(await client.Staff.UpdateCaseAsync(request, cancellationToken: cancel));
        });
    }

    private static (Option<string> Store, Option<string> Case, Option<string> Staff) Names(string staff) => (Setting.Id("store", "Store id"), Setting.Id("case", "Case id"), Setting.Id("staff", staff));

    private static UpdateCaseRequest Request(ParseResult line, Option<string> store, Option<string> id, Option<string> staff) =>
        new() { StoreId = line.GetValue(store)!, CaseId = line.GetValue(id)!, StaffId = line.GetValue(staff)!, RequestId = Guid.NewGuid().ToString("N") };

    private static async Task<List<Case>> Present(StoreClient client, string store, CancellationToken cancel)
    {
        var open = new Dictionary<string, Case>(StringComparer.Ordinal);
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            using var board = client.Staff.Watch(new WatchStoreRequest { StoreId = store }, cancellationToken: quiet.Token);
            await board.ResponseHeadersAsync;
            quiet.CancelAfter(QuietAfter);
            await foreach (var update in board.ResponseStream.ReadAllAsync(quiet.Token))
            {
                if (update.Case is not { } one) continue;
                open[one.Id] = one;
                quiet.CancelAfter(QuietAfter);
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && quiet.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // Nothing more came.
        }

        return [.. open.Values.Where(one => one.State is CaseState.Open or CaseState.Taken or CaseState.Asked)];
    }

    private static int Say(Case one)
    {
        Console.WriteLine($"case {one.Id} is {one.State.ToString().ToLowerInvariant()}{(Who(one).Length > 0 ? $" by {Who(one)}" : "")}");
        foreach (var entry in one.Entries)
            Console.WriteLine($"  {entry.At.ToDateTimeOffset().ToLocalTime():HH:mm:ss} {entry.By}{(entry.Internal ? " (note)" : "")}: {entry.Text}{(entry.Choices.Count > 0 ? $" [{string.Join(" | ", entry.Choices)}]" : "")}");
        return CommandLine.Ok;
    }

    /// <summary>A case in one line.</summary>
    internal static string Line(Case one, ZoneNames zones)
    {
        var about = one.Entries.Count > 0 ? $": {one.Entries[0].Text.ReplaceLineEndings(" ")}" : "";
        var due = one.DueAt is { } at ? $", due {at.ToDateTimeOffset().ToLocalTime():HH:mm}" : "";
        var where = one.ZoneId.Length > 0 ? $" in {zones.Of(one.ZoneId)}" : "";
        var state = one.State == CaseState.Open ? "open" : $"{one.State.ToString().ToLowerInvariant()}{(Who(one).Length > 0 ? $" by {Who(one)}" : "")}";
        return $"{one.Id} {one.Kind.ToString().ToLowerInvariant()}{where}{(one.Name.Length > 0 ? $" for {one.Name}" : "")}{(one.OrderId.Length > 0 ? $", order {one.OrderId}" : "")}, {state}{due}{(one.Here ? ", here" : "")}{(one.Escalation > 0 ? $", urgent {one.Escalation}" : "")}{about}";
    }

    private static string Who(Case one) => one.StaffName.Length > 0 ? one.StaffName : one.StaffId;
}
