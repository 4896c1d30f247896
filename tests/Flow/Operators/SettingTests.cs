using System.CommandLine;
using Microsoft.Extensions.Configuration;
using SmartStore.Host.Settings;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>Where a setting's value comes from.</summary>
[Collection(nameof(Setting.Source))]
public sealed class SettingTests : IDisposable
{
    private readonly FreshFolder _folder = new();

    public void Dispose()
    {
        Setting.Source = Source([], null);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("2001", "2002", "2003", 2001)]
    [InlineData("2001", null, "2003", 2001)]
    [InlineData(null, "2002", "2003", 2002)]
    [InlineData(null, "2002", null, 2002)]
    [InlineData(null, null, "2003", 2003)]
    [InlineData(null, null, null, 1883)]
    public void A_flag_counts_before_the_environment_and_that_before_the_file_and_that_before_the_default(string? flag, string? variable, string? file, int port)
    {
        var line = Parse(flag is null ? [] : ["--mqtt-port", flag], variable is null ? [] : new() { ["SMARTSTORE_MQTT_PORT"] = variable }, file is null ? null : $$"""{"mqtt-port": {{file}}}""", out var settings);

        Assert.Empty(line.Errors);
        Assert.Equal(port, settings.Read(line).MqttPort);
    }

    [Fact]
    public void Every_kind_of_setting_is_read_from_environment_and_file()
    {
        var line = Parse(
            [],
            new() { ["SMARTSTORE_LIMITS_ON_LOOPBACK"] = "true", ["SMARTSTORE_VISIT_END"] = "90s", ["SMARTSTORE_LOG"] = "json" },
            """{"snooze": "3m", "cors-origin": ["https://a.example", "https://b.example"], "data": "/var/lib/store"}""",
            out var settings);

        var read = settings.Read(line);

        Assert.True(read is { LimitsOnLoopback: true, JsonLog: true, Data: "/var/lib/store" });
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(3)), (read.VisitEnd, read.Snooze));
        Assert.Equal(["https://a.example", "https://b.example"], read.CorsOrigins);
    }

    [Theory]
    [InlineData("mqtt-port", "eighty")]
    [InlineData("log-level", "loud")]
    [InlineData("visit-end", "soon")]
    [InlineData("snooze", "0s")]
    [InlineData("bind", "here")]
    [InlineData("role", "king")]
    [InlineData("store", "redis://")]
    [InlineData("store", "redis://here?database=1")]
    [InlineData("cluster", "a{b}")]
    [InlineData("log", "stone")]
    [InlineData("data", "")]
    public void What_is_wrong_is_told_with_its_source(string name, string value)
    {
        var variable = "SMARTSTORE_" + name.ToUpperInvariant().Replace('-', '_');

        Assert.StartsWith($"--{name} ", Error(Parse(["--" + name, value], [], null, out _)));
        Assert.StartsWith($"{variable} in the environment ", Error(Parse([], new() { [variable] = value }, null, out _)));
        Assert.StartsWith($"'{name}' in {_folder.File("smartstore.json")} ", Error(Parse([], [], $$"""{"{{name}}": "{{value}}"}""", out _)));

        static string Error(ParseResult line) => Assert.Single(line.Errors).Message;
    }

    private static SettingSource Source(Dictionary<string, string> environment, string? file) => new(
        new ConfigurationBuilder().AddInMemoryCollection(environment.Select(variable => KeyValuePair.Create(variable.Key["SMARTSTORE_".Length..], (string?)variable.Value))).Build(), file);

    private ParseResult Parse(string[] flags, Dictionary<string, string> environment, string? file, out ServeSettings settings)
    {
        Setting.Source = Source(environment, file is null ? null : _folder.Write("smartstore.json", file));
        var command = new Command("serve");
        settings = new ServeSettings(new ServeOptions());
        foreach (var option in settings.Options) command.Options.Add(option);
        return command.Parse(flags);
    }
}
