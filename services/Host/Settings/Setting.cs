using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace SmartStore.Host.Settings;

/// <summary>Makes options that also read the environment and the configuration file, with one way to say what is wrong.</summary>
internal static class Setting
{
    /// <summary>Environment and file of this run; set once before the command line is parsed.</summary>
    public static SettingSource Source { get; set; } = new(new ConfigurationBuilder().Build(), null);

    /// <summary>A text.</summary>
    /// <param name="name">The flag without its dashes.</param>
    /// <param name="help">What stands for the value in the help.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="value">Its default.</param>
    /// <param name="wrong">What a text has to be that cannot be taken, or a sentence about it with its full stop; null where it can. Left out: every text can.</param>
    public static Option<string> Text(string name, string help, string description, string value, Func<string, string?>? wrong = null) =>
        Option(name, help, description, value, text => (text, wrong?.Invoke(text)));

    /// <summary>A folder, which need not exist.</summary>
    public static Option<string> Folder(string name, string description, string value) =>
        Text(name, "DIR", description, value, static text => string.IsNullOrWhiteSpace(text) ? "has to name a folder" : null);

    /// <summary>The folder of a server's data, for the commands that look after it.</summary>
    public static Option<string> ServerData() => Folder("data", "Folder of the server's data", "./data");

    /// <summary>An id of the contract that has to be given; neither environment nor file can give it.</summary>
    public static Option<string> Id(string name, string description) => new("--" + name)
    {
        Description = description,
        HelpName = "ID",
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!Core.Id.IsValid(text)) result.AddError($"--{name} has to be 1–{Core.Id.MaxLength} characters of [A-Za-z0-9._:-]; '{text}' is not.");
            return text;
        },
    };

    /// <summary>A text that may be absent.</summary>
    /// <param name="wrong">As of <see cref="Text"/>.</param>
    public static Option<string?> Optional(string name, string help, string description, Func<string, string?>? wrong = null) =>
        Option<string?>(name, help, description, null, text => (text, wrong?.Invoke(text)));

    public static Option<bool> Switch(string name, string description)
    {
        var option = Option(name, null, description, false, static text => bool.TryParse(text, out var on) ? (on, null) : (false, "has to be true or false"));
        option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }

    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Number(string name, string description, int value, int min, int max) =>
        Option(name, "N", description, value, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? (number, null)
                : (0, $"has to be a whole number from {min} to {max}"));

    /// <summary>A TCP port; 0: the system chooses.</summary>
    public static Option<int> Port(string name, string description, int value) => Number(name, $"{description}; 0 chooses one", value, 0, 65535);

    /// <summary>A TCP port; 0: the system chooses; none: <see cref="ServeOptions.NoPort"/>.</summary>
    public static Option<int> PortOrNone(string name, string description, int value) =>
        Option(name, "N|none", $"{description}; 0 chooses one", value, static text =>
            text == "none" ? (ServeOptions.NoPort, null) : PortOf(text) is { } port ? (port, null) : (0, "has to be a whole number from 0 to 65535, or none"));

    /// <summary>A TCP port that may be absent; 0: the system chooses.</summary>
    public static Option<int?> OptionalPort(string name, string description) =>
        Option<int?>(name, "N", $"{description}; 0 chooses one", null, static text =>
            PortOf(text) is { } port ? (port, null) : (null, "has to be a whole number from 0 to 65535"));

    /// <summary>A number within bounds.</summary>
    public static Option<double> Real(string name, string description, double value, double min, double max) =>
        Option(name, "X", description, value, text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? (number, null)
                : (0, $"has to be a number from {min} to {max}"));

    /// <summary>A length of time: <c>90s</c>, <c>2m</c>, <c>6h</c>, <c>500ms</c>.</summary>
    public static Option<Duration> Time(string name, string description, TimeSpan value, bool mayBeNothing = false) =>
        Option(name, "TIME", $"{description}; such as {Duration.Forms}", new Duration(value), text =>
            !Duration.TryParse(text, out var time) ? (default, $"has to be a time such as {Duration.Forms}")
            : time.Time == TimeSpan.Zero && !mayBeNothing ? (default, "has to be longer than nothing")
            : (time, null));

    /// <summary>One of a few words.</summary>
    public static Option<string> OneOf(string name, string description, string value, params string[] words) =>
        Text(name, string.Join('|', words), description, value, text => words.Contains(text) ? null : $"has to be one of {string.Join(", ", words)}");

    private static int? PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : null;

    private static Option<T> Option<T>(string name, string? help, string description, T value, Func<string, (T Value, string? Wrong)> read)
    {
        return new Option<T>("--" + name)
        {
            Description = description,
            HelpName = help,
            CustomParser = result => result.Tokens.Count == 0 && typeof(T) == typeof(bool) ? (T)(object)true : Take(result, "--" + name, result.Tokens.Count == 0 ? "" : result.Tokens[0].Value),
            DefaultValueFactory = result => Source.Find(name) is { } found ? Take(result, found.Place, found.Text) : value,
        };

        T Take(ArgumentResult result, string place, string text)
        {
            var (taken, wrong) = read(text);
            if (wrong is not null) result.AddError(wrong.EndsWith('.') ? $"{place} {wrong}" : $"{place} {wrong}; '{text}' is not.");
            return taken;
        }
    }
}
