using System.Globalization;

namespace SmartStore.Accuracy;

/// <summary>The command line, read and checked.</summary>
public sealed record Arguments(
    string Command,
    string Traces,
    string? CalibrateOn,
    string? Answers,
    string? Check,
    string? WriteBaseline,
    string? Set,
    string? Recording,
    string? Svg,
    string? Recipes = null,
    string? Data = null,
    bool Show = false,
    string? Name = null,
    string? Also = null,
    int Sets = Arguments.SetsDefault)
{
    /// <summary>The commands: to score traces is what happens when none is named.</summary>
    public const string Score = "score";

    /// <inheritdoc cref="Score"/>
    public const string Explain = "explain";

    /// <inheritdoc cref="Score"/>
    public const string Cost = "cost";

    /// <inheritdoc cref="Score"/>
    public const string RankRecipes = "recipes";

    /// <inheritdoc cref="Score"/>
    public const string Names = "names";

    /// <inheritdoc cref="Score"/>
    public const string Robustness = "robustness";

    /// <inheritdoc cref="Score"/>
    public const string LeftOut = "left-out";

    /// <inheritdoc cref="Score"/>
    public const string Learned = "learned";

    /// <inheritdoc cref="Score"/>
    public const string Limits = "limits";

    /// <summary>Sets of constants to choose from.</summary>
    public const int SetsDefault = 200;

    private const int SetsMax = 10_000;

    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help =
        """
        Tracks zones over recorded traces with known truth, finds recipes from a part of what goes into them, and matches names as people write them.

        accuracy --traces DIR [--calibrate-on DIR] [--answers DIR] [--check FILE] [--write-baseline FILE]
          --traces DIR          DIR/SET/layout.json and DIR/SET/RECORDING/{sightings.csv.gz,truth.csv}; or the folder of one set
          --calibrate-on DIR    learn from the recordings of DIR first, in the same form; where DIR is the traces
                                themselves, each recording is tracked with what the others of its set taught
          --answers DIR         write DIR/SET/RECORDING.csv (t_s,zone: every change of the answer)
          --check FILE          compare with a committed baseline; exit 1 if a figure is worse than its tolerance
          --write-baseline FILE put this run's figures into a baseline

        accuracy explain --traces DIR --set SET --recording NAME [--calibrate-on DIR] [--svg FILE]
          Shows one visit second by second: truth, answer, probabilities, levels, and why the answer changed.
          --svg FILE            draw it instead

        accuracy robustness --traces DIR [--calibrate-on DIR] [--name NAME] [--check FILE] [--write-baseline FILE]
          The recordings as worse days would have been: offsets, shadows, losses, bursts, dead and moved receivers, seldom packets, crowds.
          --name NAME           of the table in FILE; the folder's by default, and ", calibrated"

        accuracy left-out --traces DIR [--also DIR] [--sets N] [--check FILE] [--write-baseline FILE]
          Chooses constants from N drawn sets (200 by default) on all recordings, or halls, but one, and scores them on that one.
          --also DIR            further halls, or one

        accuracy learned --traces DIR [--check FILE] [--write-baseline FILE]
          Calibrates on one recording of a hall, and on half of them, in every way there is, and on those of the other carriers, and scores on the others.

        accuracy limits --traces DIR
          What the loudest zone says where it may look into the future, and when: how soon anybody could know, and each answer that was wrong.

        accuracy cost --traces DIR [--calibrate-on DIR]
          Measures time, allocation and memory for 1,000 and 100,000 shoppers.

        accuracy recipes --recipes DIR [--check FILE] [--write-baseline FILE]
          How often the ranking finds a recipe from half of its ingredients and three foreign ones; without a baseline also how often
          simpler scores do.
          --recipes DIR         DIR/SET/recipes.jsonl or recipes.jsonl.gz: "id" and "ingredients", or "ingredients_raw" with amounts

        accuracy names [--show all] [--data DIR] [--check FILE] [--write-baseline FILE]
          Matches the names of products as people write them, in nine languages, by way of writing.
          --show all            also print every line that is not matched right
          --data DIR            also match DIR/recipes_whatscooking and DIR/recipes_publicdomain

        Exit code: 0 done; 1 worse than the baseline, or the traces or recipes cannot be read; 2 wrong usage.
        """;

    /// <summary>Reads a command line.</summary>
    /// <param name="error">One sentence, when it is wrong.</param>
    public static Arguments? Read(string[] args, out string error)
    {
        var command = args.Length > 0 && args[0] is (Explain or Cost or RankRecipes or Names or Robustness or LeftOut or Learned or Limits) ? args[0] : Score;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] known = command switch
        {
            Explain => ["--traces", "--calibrate-on", "--set", "--recording", "--svg"],
            Cost => ["--traces", "--calibrate-on"],
            RankRecipes => ["--recipes", "--check", "--write-baseline"],
            Robustness => ["--traces", "--calibrate-on", "--name", "--check", "--write-baseline"],
            LeftOut => ["--traces", "--also", "--sets", "--check", "--write-baseline"],
            Learned => ["--traces", "--check", "--write-baseline"],
            Limits => ["--traces"],
            Names => ["--show", "--data", "--check", "--write-baseline"],
            _ => ["--traces", "--calibrate-on", "--answers", "--check", "--write-baseline"],
        };
        for (var i = command == Score ? 0 : 1; i < args.Length; i += 2)
        {
            error = !known.Contains(args[i]) ? $"'{args[i]}' is not known here; one of {string.Join(", ", known)}."
                : i + 1 == args.Length ? $"{args[i]} needs a value."
                : !values.TryAdd(args[i], args[i + 1]) ? $"{args[i]} is given twice."
                : "";
            if (error.Length > 0) return null;
        }

        string[] needed = command switch
        {
            Explain => ["--traces", "--set", "--recording"],
            RankRecipes => ["--recipes"],
            Names => [],
            _ => ["--traces"],
        };
        error = needed.FirstOrDefault(n => !values.ContainsKey(n)) is { } missing ? $"{missing} is missing." : "";
        var sets = SetsDefault;
        if (error.Length == 0 && values.TryGetValue("--sets", out var given) && !(int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out sets) && sets is >= 1 and <= SetsMax))
            error = $"--sets must be 1..{SetsMax}, not '{given}'.";
        return error.Length > 0 ? null : new Arguments(
            command, values.GetValueOrDefault("--traces", ""), values.GetValueOrDefault("--calibrate-on"), values.GetValueOrDefault("--answers"), values.GetValueOrDefault("--check"),
            values.GetValueOrDefault("--write-baseline"), values.GetValueOrDefault("--set"), values.GetValueOrDefault("--recording"), values.GetValueOrDefault("--svg"),
            values.GetValueOrDefault("--recipes"), values.GetValueOrDefault("--data"), values.ContainsKey("--show"), values.GetValueOrDefault("--name"), values.GetValueOrDefault("--also"), sets);
    }
}
