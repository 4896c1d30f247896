using System.Globalization;
using System.Text.Json;
using SmartStore.Core.Screens;

namespace SmartStore.Terminal.Screens;

/// <summary>Something done at the screen. Sent again it is the same act: the id stays.</summary>
/// <param name="At">When, by the terminal's clock.</param>
/// <param name="Session">The screen that it was done at; empty: none.</param>
/// <param name="Word">A word of <see cref="ActWords"/>.</param>
internal sealed record ScreenAct(string Id, DateTimeOffset At, string Session, string Word, string Item, string Value)
{
    /// <summary>Begins the id of an act, so that its answer is not taken for a tap's.</summary>
    public const string IdStart = "act-";

    /// <summary><c>{"id","at","sent","session"?,"act","item"?,"value"?}</c>.</summary>
    public byte[] ToPayload(DateTimeOffset now)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = Id, ["at"] = At.ToUnixTimeMilliseconds(), ["sent"] = now.ToUnixTimeMilliseconds(), ["act"] = Word };
        foreach (var (field, text) in new[] { ("session", Session), ("item", Item), ("value", Value) })
            if (text.Length > 0) fields[field] = text;
        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }
}

/// <summary>A line of stdin that is no code but something done at the screen: <c>tick N</c>, <c>untick N</c>, <c>help</c>, <c>language TAG</c>, <c>size SIZE</c>, <c>forget</c>, <c>end</c>.</summary>
/// <param name="Word">A word of <see cref="ActWords"/>; empty: the line says something that is not on the screen.</param>
internal sealed record ScreenCommand(string Word, string Item, string Value)
{
    /// <summary>How commands are written.</summary>
    public const string Forms = "tick N, untick N, help, language en|ko, size normal|large|largest, forget, end";

    /// <summary>Reads a line.</summary>
    /// <param name="frame">What is shown; null: nothing.</param>
    /// <returns>Null: it is no command, and may be a code.</returns>
    public static ScreenCommand? Read(string line, ScreenFrame? frame)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["tick" or "untick", var number] => frame is not null && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= frame.Items.Count
                ? new ScreenCommand(words[0], frame.Items[n - 1].Id, "")
                : new ScreenCommand("", "", ""),
            ["help"] => new ScreenCommand("help", "", ""),
            ["language", var tag] => Checked(new ScreenCommand("language", "", tag)),
            ["size", var size] => Checked(new ScreenCommand("text_size", "", size)),
            ["forget" or "end"] => new ScreenCommand(words[0], "", ""),
            _ => null,
        };
    }

    private static ScreenCommand Checked(ScreenCommand command) => ActWords.Check("", command.Word, command.Item, command.Value).Count == 0 ? command : new ScreenCommand("", "", "");
}
