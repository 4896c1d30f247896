namespace SmartStore.Host.Cli;

/// <summary><c>why</c>: the last decisions about a shopper, and why nothing was sent.</summary>
internal static class WhyCommand
{
    public static Command Create()
    {
        var shopper = Setting.Id("shopper", "Shopper id");
        return new Command("why", "Shows the last decisions about a shopper, newest first, and why nothing was sent.") { shopper }.Calls(async (line, client, cancel) =>
        {
            var reply = await client.Operators.WhyAsync(new WhyRequest { ShopperId = line.GetValue(shopper)! }, cancellationToken: cancel);
            var table = new Table().Border(TableBorder.Minimal).AddColumns("when", "what happened", "what was sent", "why");
            foreach (var decision in reply.Decisions)
                table.AddRow(decision.At.ToDateTimeOffset().ToLocalTime().ToString("HH:mm:ss"), Markup.Escape(decision.Fact), Markup.Escape(decision.Outcome), Markup.Escape(decision.Why));
            if (reply.Decisions.Count == 0) Console.WriteLine("Nothing was decided yet.");
            else AnsiConsole.Write(table);
            return CommandLine.Ok;
        });
    }
}
