using Microsoft.Extensions.Configuration;

namespace SmartStore.Host.Settings;

/// <summary>
/// Where a setting's value comes from when its flag is not given: the environment (<c>SMARTSTORE_MQTT_PORT</c>), then the
/// configuration file (<c>{"mqtt-port": 1883}</c>), then its default.
/// </summary>
internal sealed class SettingSource
{
    private readonly IConfiguration _environment;
    private readonly IConfiguration _file;
    private readonly string? _path;

    /// <param name="environment">The process's variables that begin with <c>SMARTSTORE_</c>, without that.</param>
    /// <param name="file">Path of a JSON object of settings; null: none.</param>
    /// <exception cref="UsageException">The file cannot be read or is no object of plain values.</exception>
    public SettingSource(IConfiguration environment, string? file)
    {
        (_environment, _path) = (environment, file);
        var builder = new ConfigurationBuilder();
        if (file is not null) builder.AddJsonFile(Path.GetFullPath(file));
        try
        {
            _file = builder.Build();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"The configuration file {file} cannot be read: {e.GetBaseException().Message}");
        }
    }

    /// <summary>Value of a setting by its flag's name without dashes in front; null when neither environment nor file has it.</summary>
    public SourcedText? Find(string name)
    {
        var variable = name.Replace('-', '_').ToUpperInvariant();
        if (_environment[variable] is { } text) return new SourcedText(text, $"SMARTSTORE_{variable} in the environment");
        var setting = _file.GetSection(name);
        var items = setting.GetChildren().ToList();
        return items.Count > 0 ? new SourcedText(string.Join(',', items.Select(item => item.Value)), $"'{name}' in {_path}")
            : setting.Value is { } value ? new SourcedText(value, $"'{name}' in {_path}")
            : null;
    }

    /// <summary>Refuses a file with a setting that nothing reads: a slip of the pen must not leave a default in force.</summary>
    /// <param name="known">Names of all flags, without dashes in front.</param>
    /// <exception cref="UsageException">There is one, or one that is no plain value.</exception>
    public void Require(IReadOnlySet<string> known)
    {
        foreach (var setting in _file.GetChildren())
        {
            if (!known.Contains(setting.Key))
                throw new UsageException($"The configuration file {_path} has '{setting.Key}', which is no setting; see 'smartstore serve --help' for their names.");
            var items = setting.GetChildren().ToList();
            if (items.Count == 0 ? setting.Value is null : items.Exists(item => item.Value is null || !int.TryParse(item.Key, out _)))
                throw new UsageException($"{_path}: '{setting.Key}' has to be text, a number, true, false or a list of them.");
        }
    }
}

/// <summary>The text of a setting.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Place">Where: what an operator who reads that it is wrong has to look at.</param>
internal sealed record SourcedText(string Text, string Place);

/// <summary>The operator erred: one sentence that says what to do; exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
