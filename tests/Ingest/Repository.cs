namespace SmartStore.Ingest.Tests;

/// <summary>Where the vectors lie.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string Vector(string path) => Path.Combine(Root, "tests", "vectors", path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SmartStore.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("SmartStore.sln is in no folder above the tests");
    }
}
