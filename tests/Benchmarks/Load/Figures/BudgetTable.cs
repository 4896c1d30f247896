using System.Text;

namespace SmartStore.Benchmarks.Load.Figures;

/// <summary>What was measured, a line each, beside what it should be.</summary>
internal sealed class BudgetTable
{
    private readonly List<Line> _lines = [];

    /// <summary>A figure with a budget.</summary>
    public void Add(string what, string measured, string budget, bool isMet) => _lines.Add(new Line(what, measured, budget, isMet ? "ok" : "miss"));

    /// <summary>A figure that is only reported.</summary>
    public void Note(string what, string measured) => _lines.Add(new Line(what, measured, "", ""));

    /// <summary>Prints the table under a line that says where, when and how it was measured.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="remark">What else to know, with what separates it from the time; empty: nothing.</param>
    /// <param name="file">Also written there; null: nowhere.</param>
    public async Task Publish(TimeSpan took, string remark, string? file)
    {
        var text = $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC, {took.TotalSeconds:0} s{remark}\n\n{ToMarkdown()}";
        Console.WriteLine(text);
        if (file is not null) await File.WriteAllTextAsync(file, text);
    }

    /// <summary>As a Markdown table that also reads well as plain text.</summary>
    public string ToMarkdown()
    {
        Line[] all = [new Line("what", "measured", "budget", "met"), .. _lines];
        var (what, measured, budget) = (all.Max(line => line.What.Length), all.Max(line => line.Measured.Length), all.Max(line => line.Budget.Length));
        var text = new StringBuilder();
        foreach (var line in all)
        {
            text.Append("| ").Append(line.What.PadRight(what)).Append(" | ").Append(line.Measured.PadRight(measured)).Append(" | ")
                .Append(line.Budget.PadRight(budget)).Append(" | ").Append(line.Met.PadRight(4)).Append(" |\n");
            if (line == all[0]) text.Append('|').Append('-', what + 2).Append('|').Append('-', measured + 2).Append('|').Append('-', budget + 2).Append("|------|\n");
        }

        return text.ToString();
    }

    private sealed record Line(string What, string Measured, string Budget, string Met);
}
