namespace SmartStore.Tests;

/// <summary>Where the files of the repository lie, and the larger data beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = System.IO.Path.GetDirectoryName(Above(AppContext.BaseDirectory, "SmartStore.sln"))
        ?? throw new DirectoryNotFoundException("SmartStore.sln is in no folder above the tests.");

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Vector(string relative) => System.IO.Path.Combine(Root, "tests", "vectors", relative);

    /// <summary>A file or folder of the data that lies beside the repository; null: it is not on this machine.</summary>
    public static string? Shared(string relative) => Above(Root, System.IO.Path.Combine("shared", relative));

    /// <summary>The same; skips the test where it is absent.</summary>
    public static string SharedOrSkip(string relative) => Shared(relative) ?? throw Xunit.Sdk.SkipException.ForSkip($"shared/{relative} is not beside the repository");

    public static IEnumerable<string> Projects(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path(folder), "*.csproj", SearchOption.AllDirectories));

    private static string? Above(string? folder, string name)
    {
        for (; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            if (System.IO.Path.Combine(folder, name) is var found && System.IO.Path.Exists(found))
                return found;
        return null;
    }
}
