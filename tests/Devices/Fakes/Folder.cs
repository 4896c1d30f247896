namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("smartstore-device-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
