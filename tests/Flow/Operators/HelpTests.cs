using System.CommandLine;
using System.Text.RegularExpressions;
using SmartStore.Host.Cli;
using SmartStore.Host.Settings;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>What <c>--help</c> says can be done as it says.</summary>
[Collection(nameof(Setting.Source))]
public sealed partial class HelpTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    public async Task Every_default_in_the_help_is_one_that_can_be_given(string name)
    {
        var help = await Child.Run(name, "--help");
        var command = name == "serve" ? ServeCommand.Create() : ServeCommand.CreateDemo();

        var defaults = Default().Matches(help.Out);

        Assert.InRange(defaults.Count, 15, 50);
        foreach (Match one in defaults) Assert.Empty(command.Parse([one.Groups["flag"].Value, one.Groups["value"].Value]).Errors);
        Assert.Contains("SMARTSTORE_MQTT_PORT", help.Out);
    }

    [Theory]
    [InlineData("500ms", "500ms")]
    [InlineData("1.5s", "1500ms")]
    [InlineData("90", "90s")]
    [InlineData("120s", "2m")]
    [InlineData("6h", "6h")]
    [InlineData("90m", "90m")]
    [InlineData("0s", "0ms")]
    public void A_time_is_written_in_the_largest_unit_that_fits(string text, string written)
    {
        Assert.True(Duration.TryParse(text, out var time));
        Assert.Equal(written, time.ToString());
    }

    [GeneratedRegex(@"^ *(?<flag>--[a-z-]+) .*\[default: (?<value>[^\]]*)\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Default();
}
