namespace SmartStore.Flow.Tests.Processes;

/// <summary>A folder of its own, gone with the test.</summary>
internal sealed class FreshFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("smartstore-flow-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file into it.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed a moment ago may still hold a file.
        }
    }
}
