using System.Text;
using SmartStore.Core.Sightings;

namespace SmartStore.Core.Stores;

/// <summary>One thing wrong with what an operator or a client sent.</summary>
/// <param name="Path">Where, in the names of the contract: <c>store.zones[3].neighbours[0]</c>.</param>
/// <param name="Message">What, in one short clause: <c>no zone "xy"</c>.</param>
public sealed record Problem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>Gathers everything that is wrong, so that the sender can mend it in one go. Keeps the first <see cref="Max"/>.</summary>
internal sealed class Problems
{
    /// <summary>So that a catalogue that is wrong in every line does not fill the memory.</summary>
    public const int Max = 1_000;

    /// <summary>Longest name, title, sign or tag, characters.</summary>
    public const int TextMax = 200;

    private readonly List<Problem> _found = [];

    public IReadOnlyList<Problem> Found => _found;

    public void Add(string path, string message)
    {
        if (_found.Count < Max) _found.Add(new Problem(path, message));
        else if (_found.Count == Max) _found.Add(new Problem(path, "and more; mend these first"));
    }

    public void Id(string path, string id)
    {
        if (!Core.Id.IsValid(id)) Add(path, $"must be 1–{Core.Id.MaxLength} characters of [A-Za-z0-9._:-]");
    }

    /// <summary>An id of something that must be there, or nothing.</summary>
    /// <param name="known">Null: not known here, and only the spelling is checked.</param>
    public void Reference(string path, string kind, string id, IEnumerable<string>? known)
    {
        if (id.Length == 0) return;
        if (!Core.Id.IsValid(id)) Id(path, id);
        else if (known is not null && !known.Contains(id, StringComparer.Ordinal)) Add(path, $"no {kind} \"{Shown(id)}\"");
    }

    public void NewId(string path, string id, HashSet<string> seen)
    {
        Id(path, id);
        if (!seen.Add(id) && id.Length > 0) Add(path, $"\"{Shown(id)}\" is there twice");
    }

    public void Text(string path, string text, int max = TextMax)
    {
        if (text.Length > max) Add(path, $"must be at most {max} characters");
        else if (text.Any(char.IsControl)) Add(path, "must hold no control characters");
    }

    public void Named(string path, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) Add(path, "must not be empty");
        else Text(path, text);
    }

    public void Count(string path, int count, int max)
    {
        if (count > max) Add(path, $"must hold at most {max}");
    }

    public void AtLeastZero(string path, long number)
    {
        if (number < 0) Add(path, "must not be negative");
    }

    /// <summary>A beacon key in the contract's spelling, or nothing.</summary>
    public void Beacon(string path, string key)
    {
        if (key.Length > 0 && !BeaconKey.TryParse(Encoding.UTF8.GetBytes(key.Length <= TextMax ? key : ""), out _))
            Add(path, $"\"{Shown(key)}\" is no beacon key, such as ibeacon:UUID:MAJOR:MINOR or mac:MAC");
    }

    public void Tags(string path, IReadOnlyList<string> tags)
    {
        Count(path, tags.Count, 64);
        for (var i = 0; i < tags.Count; i++) Named($"{path}[{i}]", tags[i]);
    }

    /// <summary>A value of theirs, short enough for a message.</summary>
    public static string Shown(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
