using System.Text;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.People;
using SmartStore.Host.Backups;

namespace SmartStore.Host.Files;

/// <summary>The list of the erased in the data folder of this process: see <see cref="ErasedLog"/>.</summary>
/// <param name="folder">Made with the first erasure when it is missing.</param>
internal sealed class ErasedFile(string folder) : IErasedList
{
    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(folder, ErasedLog.FileName);

    /// <inheritdoc/>
    public IReadOnlyList<Erasure> All => BackupFiles.ReadErased(_file);

    /// <inheritdoc/>
    public Task Add(Erasure erasure)
    {
        try
        {
            lock (_gate) Append(erasure);
            return Task.CompletedTask;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The list of the erased {_file} cannot be written ({CommandLine.Aside(error.Message)}).");
        }
    }

    private void Append(Erasure erasure)
    {
        var line = ErasedLog.Write([erasure]);
        if (!File.Exists(_file))
        {
            PrivateFiles.MakeFolder(folder);
            PrivateFiles.Write(_file, line);
            PrivateFiles.Sync(folder);
            return;
        }

        using var file = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(file, Encoding.ASCII, leaveOpen: true);
        var text = reader.ReadToEnd();
        if (ErasedLog.Read(text, out _).Contains(Stored(line))) return;
        // What a crash cut off was never answered.
        file.SetLength(text.LastIndexOf('\n') + 1);
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.ASCII.GetBytes(line));
        file.Flush(flushToDisk: true);
    }

    // As it is read again: a line keeps milliseconds.
    private static Erasure Stored(string line) => ErasedLog.Read(line, out _)[0];
}
