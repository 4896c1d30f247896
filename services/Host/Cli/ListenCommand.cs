using System.Runtime.CompilerServices;
using SmartStore.Core.Zones;
using Spectre.Console.Rendering;

namespace SmartStore.Host.Cli;

/// <summary><c>listen</c>: each receiver of a store, live.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var store = Setting.Id("store", "Store id");
        return new Command("listen", "Shows each receiver of a store, live: when it was last heard, how often, what was refused and why.") { store }.Calls(async (line, client, cancel) =>
        {
            if (Console.IsOutputRedirected)
            {
                // For scripts: one picture a second, one line a receiver.
                await foreach (var picture in Pictures(client, line.GetValue(store)!, CommandLine.Say, cancel)) Console.WriteLine(picture);
                return CommandLine.Ok;
            }

            await AnsiConsole.Live(new Text("waiting for the server …")).StartAsync(async live =>
            {
                await foreach (var picture in Pictures(client, line.GetValue(store)!, said => live.UpdateTarget(new Text(said)), cancel)) live.UpdateTarget(Draw(picture, AnsiConsole.Console));
            });
            return CommandLine.Ok;
        });
    }

    private static async IAsyncEnumerable<ReceiversHeard> Pictures(StoreClient client, string store, Action<string> say, [EnumeratorCancellation] CancellationToken cancel)
    {
        var breaks = new StreamBreaks(say);
        await foreach (var picture in client.Listen(store, breaks.Broke, cancel))
        {
            breaks.Came();
            yield return picture;
        }
    }

    /// <summary>As much of a picture as the console has lines for: what does not fit would be cut off at the top. The receivers that were heard last stay.</summary>
    internal static IRenderable Draw(ReceiversHeard picture, IAnsiConsole console)
    {
        var newestFirst = picture.Receivers.OrderByDescending(receiver => receiver.LastHeardAt?.ToDateTimeOffset()).ToList();
        for (var kept = Math.Min(newestFirst.Count, console.Profile.Height); ; kept--)
        {
            var shown = newestFirst.Take(kept).ToHashSet();
            IRenderable drawn = Table(picture, shown);
            if (kept < newestFirst.Count) drawn = new Rows(drawn, new Text($"Left out, heard longer ago: {newestFirst.Count - kept}. A taller terminal shows them."));
            // Not as the console would write it: a live picture adds the lines of the one before.
            if (kept == 0 || drawn.Render(RenderOptions.Create(console, console.Profile.Capabilities), console.Profile.Width).Sum(segment => segment.Text.AsSpan().Count('\n')) <= console.Profile.Height) return drawn;
        }
    }

    private static Table Table(ReceiversHeard picture, HashSet<ReceiverHeard> shown)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("receiver", "zone", "state", "last heard", "per second", "notes", "refused");
        foreach (var receiver in picture.Receivers.Where(shown.Contains))
        {
            var ago = receiver.LastHeardAt is null ? "never" : $"{(picture.At.ToDateTimeOffset() - receiver.LastHeardAt.ToDateTimeOffset()).TotalSeconds:0} s ago";
            table.AddRow(Markup.Escape(receiver.Id), Markup.Escape(receiver.ZoneId), receiver.Online ? "[green]on[/]" : "[red]silent[/]", ago, receiver.PerSecond.ToString("0.0"), Notes(receiver), Refused(receiver.Refused));
        }

        if (picture.Refused.Count > 0) table.AddRow("(others)", "", "", "", "", "", Refused(picture.Refused));
        return table;
    }

    // What came and was of no use without being wrong, and a clock that somebody has to set.
    private static string Notes(ReceiverHeard receiver)
    {
        var notes = new[] { (receiver.Late, "late"), (receiver.NotUnderstood, "not understood"), (receiver.NotMeasured, "not measured") }
            .Where(ignored => ignored.Item1 > 0).Select(ignored => $"{ignored.Item1} {ignored.Item2}");
        if (receiver.ClockKnown && Math.Abs(receiver.ClockAheadS) >= ClockWords.ToleranceS) notes = notes.Append($"clock {ClockWords.Off(receiver.ClockAheadS)}");
        return string.Join(", ", notes);
    }

    private static string Refused(IEnumerable<RefusedCount> refused) => Markup.Escape(string.Join(", ", refused.Select(reason => $"{reason.Count} {reason.Reason}")));
}
