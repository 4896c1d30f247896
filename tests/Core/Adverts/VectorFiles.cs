namespace SmartStore.Core.Tests.Adverts;

/// <summary>Where the committed vectors lie, and the larger sets beside the repository when they are there.</summary>
internal static class VectorFiles
{
    private static readonly string Root = FindRoot();

    public static string Path(string path) => System.IO.Path.Combine(Root, "tests", "vectors", path);

    /// <summary>A file of the shared data; skips the test where it is absent.</summary>
    public static string Shared(string path)
    {
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
        {
            var file = System.IO.Path.Combine(folder.FullName, "shared", path);
            if (File.Exists(file)) return file;
        }
        throw Xunit.Sdk.SkipException.ForSkip($"shared/{path} is not beside the repository");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "SmartStore.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("SmartStore.sln is in no folder above the tests");
    }
}
