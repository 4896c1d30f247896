using SmartStore.Accuracy.Explaining;
using SmartStore.Accuracy.Traces;

namespace SmartStore.Accuracy.Tests;

public sealed class CommandTests
{
    [Theory]
    [InlineData("", "--traces is missing.")]
    [InlineData("--traces", "--traces needs a value.")]
    [InlineData("--traces a --traces b", "--traces is given twice.")]
    [InlineData("--traces a --svg b", "'--svg' is not known here")]
    [InlineData("explain --traces a --set b", "--recording is missing.")]
    [InlineData("recipes", "--recipes is missing.")]
    [InlineData("recipes --traces a", "'--traces' is not known here")]
    public void A_wrong_command_line_is_answered_with_one_sentence(string line, string sentence)
    {
        Assert.Null(Arguments.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var error));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_one_set_is_that_set_and_joins_others_whose_constants_are_chosen()
    {
        var flat = Repository.Vector("traces/flat");
        Assert.Equal("flat", Assert.Single(Hall.ReadAll(flat)).Name);
        Assert.Equal("flat", Assert.Single(Hall.ReadAll(flat + "/")).Name);
        Assert.Equal(flat, Arguments.Read(["left-out", "--traces", "a", "--also", flat], out _)!.Also);
    }

    [Fact]
    public void An_explained_visit_says_why_the_answer_changed()
    {
        using var output = new StringWriter();
        Assert.Equal(0, Explain("sal", "walk_first_75_s", output));
        var text = output.ToString();
        Assert.Contains("inside -> outside: probability", text, StringComparison.Ordinal);
        Assert.Contains("O-M (outside) -56 dBm, I-DR (inside) -59 dBm", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_that_is_not_there_is_named_with_those_that_are()
    {
        using var output = new StringWriter();
        var refused = Assert.Throws<TraceException>(() => Explain("tetam", "nowhere", output));
        Assert.Equal("set 'tetam' has no recording 'nowhere'; it has straight_01.", refused.Message);
    }

    [Fact]
    public void The_committed_picture_is_what_the_command_draws()
    {
        var hall = Hall.ReadAll(Repository.Vector("traces")).Single(h => h.Name == "sal");
        var drawn = VisitPicture.Draw(Visit.Of(new Models(Repository.Vector("traces"), null).For(hall, hall.Recordings[0]), hall, hall.Recordings[0], VisitPicture.EveryS));
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "docs", "presence-visit.svg")), drawn);
    }

    private static int Explain(string set, string recording, TextWriter output)
    {
        var arguments = Arguments.Read(["explain", "--traces", Repository.Vector("traces"), "--set", set, "--recording", recording], out _);
        return ExplainCommand.Run(arguments!, output);
    }
}
