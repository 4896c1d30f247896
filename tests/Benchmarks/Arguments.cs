using System.Globalization;

namespace SmartStore.Benchmarks;

/// <summary>The command line: one command, then <c>--name value</c> pairs and switches.</summary>
internal sealed class Arguments
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["load"] = ["--seconds", "--out", "--quick", "--only"],
        ["generate"] = ["--port", "--store", "--shoppers", "--anchors", "--per-message", "--rate", "--seconds", "--walk", "--walk-from", "--first"],
        ["allocations"] = ["--write"],
        ["recipes"] = ["--recipes", "--lists", "--out"],
        ["journal"] = ["--rounds", "--out"],
        ["serve-bare"] = [],
    };

    private static readonly string[] Switches = ["--quick"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Arguments(string command) => Command = command;

    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help =
        """
        Measures SmartStore's speed.

        load [--seconds N] [--quick] [--only RUNS] [--out FILE]
          The load run through the real door: starts a server, a broker to compare with (mosquitto), and generators; prints a line per budget.
          --seconds N   length of each measurement; 6
          --quick       shorter and with fewer shoppers; its figures are not the budgets'
          --only RUNS   comma-separated: rest, idle, throughput, durable, redis, phone, desk, floor, growth, broker
          --out FILE    also write the table there, as Markdown
        micro [BenchmarkDotNet's arguments]
          The hot stages without sockets. Without arguments: all of them, short job.
        allocations [--write FILE]
          Bytes allocated per operation of each hot stage beside its budget (allocations.json), and CPU time;
          --write makes what was measured the budget.
        recipes [--recipes N] [--lists N] [--out FILE]
          How long the best recipes for a list take to find: among 100,000 recipes, for 500 lists of each kind, beside a plain scan.
        journal [--rounds N] [--out FILE]
          What journal rows add to commits, on SQLite and on Redis: with and without them in turn, 60 times 1,000 records each, 1, 10 and 50 at once.
        serve-bare
          Only MQTTnet's server as it comes, with which the load run compares.
        generate --port N [--store ID] [--shoppers N] [--anchors N] [--per-message N] [--rate N] [--seconds N] [--walk SECONDS] [--walk-from UNIXMS] [--first N]
          Only the generator: sightings over one MQTT connection to a broker on this machine; rate 0: as fast as it reads.

        Exit code: 0 done, whether or not a budget was met; 1 failure; 2 wrong usage.
        """;

    /// <summary>As <see cref="Help"/> names them, without micro.</summary>
    public string Command { get; }

    /// <summary>Reads a command line.</summary>
    /// <param name="error">One sentence, when it is wrong.</param>
    public static Arguments? Read(string[] args, out string error)
    {
        error = args.Length == 0 ? "No command." : !Known.ContainsKey(args[0]) ? $"'{args[0]}' is no command." : "";
        if (error.Length > 0) return null;
        var arguments = new Arguments(args[0]);
        for (var i = 1; i < args.Length; i++)
        {
            var isSwitch = Switches.Contains(args[i]);
            error = !Known[args[0]].Contains(args[i]) ? $"'{args[i]}' is not known here; one of {string.Join(", ", Known[args[0]])}."
                : !isSwitch && i + 1 == args.Length ? $"{args[i]} needs a value."
                : "";
            if (error.Length > 0) return null;
            arguments._values[args[i]] = isSwitch ? "" : args[i + 1];
            if (!isSwitch) i++;
        }

        return arguments;
    }

    /// <summary>Was the switch given?</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A text, or its default.</summary>
    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>A number, or its default.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double Number(string name, double otherwise) => _values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
