namespace SmartStore.Devices.Tests.Captures;

/// <summary>Where captures lie: small ones in the repository, whole ones beside it when they are there.</summary>
internal static class CaptureFiles
{
    private static readonly string Root = FindRoot();

    public static string Committed(string name) => Path.Combine(Root, "tests", "vectors", "captures", name);

    /// <summary>A file of the shared data; skips the test where it is absent.</summary>
    public static string Shared(string path)
    {
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", path);
            if (File.Exists(file)) return file;
        }
        throw Xunit.Sdk.SkipException.ForSkip($"shared/{path} is not beside the repository");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SmartStore.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("SmartStore.sln is in no folder above the tests");
    }
}
