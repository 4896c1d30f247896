using Grpc.Core;

namespace SmartStore.Host.Cli;

/// <summary><c>listen</c>: each receiver of a store, live.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var store = Setting.Id("store", "Store id");
        return new Command("listen", "Shows each receiver of a store, live: when it was last heard, how often, what was refused and why.") { store }.Calls(async (line, client, cancel) =>
        {
            using var heard = client.Operators.Listen(new ListenRequest { StoreId = line.GetValue(store)! }, cancellationToken: cancel);
            if (Console.IsOutputRedirected)
            {
                // For scripts: one picture a second, one line a receiver.
                await foreach (var picture in heard.ResponseStream.ReadAllAsync(cancel)) Console.WriteLine(picture);
                return CommandLine.Ok;
            }

            await AnsiConsole.Live(new Text("waiting for the server …")).StartAsync(async live =>
            {
                await foreach (var picture in heard.ResponseStream.ReadAllAsync(cancel)) live.UpdateTarget(Draw(picture));
            });
            return CommandLine.Ok;
        });
    }

    private static Table Draw(ReceiversHeard picture)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("receiver", "zone", "state", "last heard", "per second", "refused");
        foreach (var receiver in picture.Receivers)
        {
            var ago = receiver.LastHeardAt is null ? "never" : $"{(picture.At.ToDateTimeOffset() - receiver.LastHeardAt.ToDateTimeOffset()).TotalSeconds:0} s ago";
            table.AddRow(Markup.Escape(receiver.Id), Markup.Escape(receiver.ZoneId), receiver.Online ? "[green]on[/]" : "[red]silent[/]", ago, receiver.PerSecond.ToString("0.0"), Refused(receiver.Refused));
        }

        if (picture.Refused.Count > 0) table.AddRow("(others)", "", "", "", "", Refused(picture.Refused));
        return table;
    }

    private static string Refused(IEnumerable<RefusedCount> refused) => Markup.Escape(string.Join(", ", refused.Select(reason => $"{reason.Count} {reason.Reason}")));
}
