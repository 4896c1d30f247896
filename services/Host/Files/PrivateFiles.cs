using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SmartStore.Host.Files;

/// <summary>Files and folders that only their owner may read, on disk when a call returns.</summary>
internal static class PrivateFiles
{
    private const int BlockBytes = 4 << 20;

    /// <summary>Makes a folder.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Makes a file that is not there yet.</summary>
    public static FileStream Make(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(file, options);
    }

    /// <summary>Copies a file under a name that is free.</summary>
    /// <param name="progress">Gets the part that is copied, 0..1.</param>
    public static void Copy(string from, string to, Action<double> progress, CancellationToken cancel)
    {
        // Whoever writes the file may go on: what is copied is what was there when it was opened, or more.
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var target = Make(to);
        var block = new byte[BlockBytes];
        for (int read; (read = source.Read(block)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            target.Write(block, 0, read);
            progress((double)source.Position / Math.Max(source.Length, 1));
        }

        target.Flush(flushToDisk: true);
    }

    /// <summary>Writes a text under a name that is free.</summary>
    public static void Write(string file, string text)
    {
        using var target = Make(file);
        target.Write(Encoding.UTF8.GetBytes(text));
        target.Flush(flushToDisk: true);
    }

    /// <summary>Puts the names in a folder on disk: without it a power cut may take a rename back.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = new SafeFileHandle(Open(folder, 0), ownsHandle: true);
        if (handle.IsInvalid || Fsync(handle) != 0) throw new IOException($"{folder}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(SafeFileHandle file);
}
