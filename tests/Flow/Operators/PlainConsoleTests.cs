using SmartStore.Contracts.V1;
using SmartStore.Host.Cli;
using Spectre.Console;

namespace SmartStore.Flow.Tests.Operators;

public sealed class PlainConsoleTests
{
    [Fact]
    public void A_line_into_a_pipe_has_no_colours_and_is_not_broken()
    {
        var words = string.Join(' ', Enumerable.Repeat("tomatoes", 100));
        using var pipe = new StringWriter();

        PlainConsole.On(pipe).MarkupLine($"[yellow]{words}[/] [bold]and[/] basil");

        Assert.Equal($"{words} and basil\n", pipe.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_title_of_a_suggestion_its_text_and_its_reason_have_lines_of_their_own()
    {
        using var pipe = new StringWriter();

        PlainConsole.On(pipe).Markup(PhoneWords.Suggestion(new Suggestion { Title = "You passed the basil", Text = "In Produce: basil.", Why = new Why { Text = "It is on your list." } }));

        Assert.Equal(["♦ You passed the basil", "In Produce: basil.", "why: It is on your list."], pipe.ToString().Split('\n').Select(line => line.Trim()));
    }

    [Fact]
    public void A_table_into_a_pipe_is_as_wide_as_its_words()
    {
        using var pipe = new StringWriter();

        PlainConsole.On(pipe).Write(new Table().Border(TableBorder.Minimal).AddColumns("when", "why").AddRow("12:00:00", new string('x', 200)));

        Assert.All(pipe.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 240));
        Assert.Contains(new string('x', 200), pipe.ToString());
    }
}
