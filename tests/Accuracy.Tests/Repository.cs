namespace SmartStore.Accuracy.Tests;

/// <summary>Finds the repository's files from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Traces => Path.Combine(Root, "tests", "vectors", "traces");

    public static string Baseline => Path.Combine(Root, "tests", "Accuracy", "baseline.json");

    /// <summary>The full traces, which lie beside the repository and not in it; null: not on this machine.</summary>
    public static string? SharedTraces
    {
        get
        {
            for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
                if (Path.Combine(folder.FullName, "shared", "data", "traces") is var traces && Directory.Exists(traces))
                    return traces;
            return null;
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmartStore.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
