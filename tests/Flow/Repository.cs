namespace SmartStore.Flow.Tests;

/// <summary>Where the sources lie, for tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static IEnumerable<string> Projects(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path(folder), "*.csproj", SearchOption.AllDirectories));

    /// <summary>A folder of the data that lies beside the repository, or above that; null: it is not on this machine.</summary>
    public static string? Shared(string relative)
    {
        for (var folder = System.IO.Path.GetDirectoryName(Root); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            if (System.IO.Path.Combine(folder, "shared", relative) is var found && Directory.Exists(found))
                return found;
        return null;
    }

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            if (File.Exists(System.IO.Path.Combine(folder, "SmartStore.sln")))
                return folder;
        throw new DirectoryNotFoundException("No SmartStore.sln above the test's folder.");
    }
}
