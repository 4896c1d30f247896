using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace SmartStore.Terminal.Lockers;

/// <summary>Doors that a command opens. Exit code 0 within <see cref="TimeMax"/>: it opened; anything else: it did not.</summary>
/// <param name="command">For the shell; <see cref="SlotMark"/> in it becomes the name of the door, which has no character that a shell reads.</param>
/// <param name="log">Where a command that cannot be run is logged.</param>
public sealed partial class CommandDoor(string command, ILogger log)
{
    /// <summary>What stands for the door.</summary>
    public const string SlotMark = "{slot}";

    /// <summary>How long the command may take; then it is killed with all it started.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(5);

    // A shell adds the signal to 128; Ctrl-C and SIGTERM reach the command, too, when they stop the terminal.
    private const int Interrupted = 130;
    private const int Terminated = 143;

    /// <inheritdoc cref="DoorOpener"/>
    public async Task<DoorOutcome> OpenAsync(string slot, CancellationToken stop)
    {
        using var process = new Process { StartInfo = Start(command.Replace(SlotMark, slot, StringComparison.Ordinal)) };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            LogNotRun(log, slot, e);
            return DoorOutcome.NotOpened;
        }

        using var late = new CancellationTokenSource(TimeMax);
        try
        {
            // Not cut short by the end of the terminal: that would leave open whether the door opened.
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            LogFailed(log, slot, $"had not ended after {TimeMax.TotalSeconds:0} s");
            return DoorOutcome.NotOpened;
        }

        if (process.ExitCode == 0) return DoorOutcome.Opened;
        if (stop.IsCancellationRequested && process.ExitCode is Interrupted or Terminated) return DoorOutcome.Unknown;
        LogFailed(log, slot, $"ended with exit code {process.ExitCode}");
        return DoorOutcome.NotOpened;
    }

    // What it prints goes to stderr, and it gets no input: stdout is the terminal's own, and stdin may be a reader.
    private static ProcessStartInfo Start(string line) => OperatingSystem.IsWindows()
        ? new ProcessStartInfo("cmd.exe", ["/c", $"({line}) <nul 1>&2"]) { UseShellExecute = false }
        : new ProcessStartInfo("/bin/sh", ["-c", $"{{ {line}\n}} </dev/null >&2"]) { UseShellExecute = false };

    [LoggerMessage(Level = LogLevel.Error, Message = "The command for the door of slot {Slot} {Why}: the door counts as shut.")]
    private static partial void LogFailed(ILogger log, string slot, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The command for the door of slot {Slot} cannot be run.")]
    private static partial void LogNotRun(ILogger log, string slot, Exception e);
}
