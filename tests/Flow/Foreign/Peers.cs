namespace SmartStore.Flow.Tests.Foreign;

/// <summary>Other people's programs that these tests drive. Where one is absent the test skips and says so.</summary>
internal static class Peers
{
    /// <summary>Where the scripts and their npm packages lie.</summary>
    public static string Folder { get; } = Repository.Path("tests/Flow/Foreign");

    /// <summary>What is missing to run a script that calls with grpc-js, and these programs; null: nothing.</summary>
    /// <returns>A sentence that says what to do.</returns>
    public static string? MissingForScripts(params IEnumerable<string> programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (programs.Prepend("node").FirstOrDefault(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))) is { } absent)
            return $"{absent} is not installed; ./test.sh installs it where it may.";
        return Directory.Exists(Path.Combine(Folder, "node_modules", "@grpc", "grpc-js")) ? null : "The npm packages are not installed: run 'npm ci --ignore-scripts' in tests/Flow/Foreign.";
    }
}
