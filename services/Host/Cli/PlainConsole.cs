namespace SmartStore.Host.Cli;

/// <summary>A console for a pipe or a file: words alone, one line for one line.</summary>
internal static class PlainConsole
{
    // Spectre breaks a line at the width of its console, which a pipe does not have.
    private const int WidthChars = 100_000;

    /// <summary>A console that writes neither escapes nor line breaks of its own.</summary>
    /// <param name="output">What it writes to.</param>
    public static IAnsiConsole On(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            // They turn the escapes on again for some build servers.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = WidthChars;
        return console;
    }
}
