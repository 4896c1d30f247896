using System.Collections;
using System.Text.Json;

namespace SmartStore.Host.Settings;

/// <summary>
/// Where a setting's value comes from when its flag is not given: the environment (<c>SMARTSTORE_MQTT_PORT</c>), then the
/// configuration file (<c>{"mqtt-port": 1883}</c>), then its default.
/// </summary>
internal sealed class SettingSource
{
    private readonly Dictionary<string, SourcedText> _values = new(StringComparer.Ordinal);
    private readonly string? _file;
    private readonly string[] _fromFile;

    /// <param name="environment">The process's environment.</param>
    /// <param name="file">Path of a JSON object of settings; null: none.</param>
    /// <exception cref="UsageException">The file cannot be read or is no object of plain values.</exception>
    public SettingSource(IDictionary environment, string? file)
    {
        if (file is not null)
            foreach (var (name, value) in ReadFile(file))
                _values[name] = new SourcedText(value, $"'{name}' in {file}");
        (_file, _fromFile) = (file, [.. _values.Keys]);
        foreach (DictionaryEntry variable in environment)
            if (variable is { Key: string key, Value: string text } && key.StartsWith("SMARTSTORE_", StringComparison.Ordinal))
                _values[key["SMARTSTORE_".Length..].ToLowerInvariant().Replace('_', '-')] = new SourcedText(text, $"{key} in the environment");
    }

    /// <summary>Value of a setting by its flag's name without dashes in front; null when neither environment nor file has it.</summary>
    public SourcedText? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>Refuses a file with a setting that nothing reads: a slip of the pen must not leave a default in force.</summary>
    /// <param name="known">Names of all flags, without dashes in front.</param>
    /// <exception cref="UsageException">There is one.</exception>
    public void Require(IReadOnlySet<string> known)
    {
        if (_fromFile.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new UsageException($"The configuration file {_file} has '{unknown}', which is no setting; see 'smartstore serve --help' for their names.");
    }

    private static IEnumerable<(string Name, string Value)> ReadFile(string path)
    {
        JsonElement root;
        try
        {
            root = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).RootElement;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"The configuration file {path} cannot be read: {e.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object) throw new UsageException($"The configuration file {path} has to be one JSON object of settings.");
        foreach (var property in root.EnumerateObject())
            yield return (property.Name, property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                JsonValueKind.Array => string.Join(',', property.Value.EnumerateArray().Select(item => item.ToString())),
                _ => throw new UsageException($"{path}: '{property.Name}' has to be text, a number, true, false or a list of them."),
            });
    }
}

/// <summary>The text of a setting.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Place">Where: what an operator who reads that it is wrong has to look at.</param>
internal sealed record SourcedText(string Text, string Place);

/// <summary>The operator erred: one sentence that says what to do; exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
