using System.Net;
using SmartStore.Grains.Hosting;

namespace SmartStore.Flow.Tests.Processes;

/// <summary>A Mosquitto that knows its clients by a password file and their rights by an ACL file; on a free port of loopback.</summary>
internal sealed class MosquittoProcess : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly Child _child;

    private MosquittoProcess(Child child, int port) => (_child, Port) = (child, port);

    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    /// <summary>Starts one, and waits until it listens.</summary>
    public static async Task<MosquittoProcess> Start(FreshFolder folder, string passwords, string acl)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnce(folder, passwords, acl);
            }
            catch (Xunit.Sdk.FalseException) when (attempt < 5)
            {
                // Another program took the port in between.
            }
        }
    }

    private static async Task<MosquittoProcess> StartOnce(FreshFolder folder, string passwords, string acl)
    {
        // No connection of anybody's takes such a port between its release and the broker's start.
        var held = HeldPort.Of(IPAddress.Loopback, 0);
        held.Dispose();
        var port = held.Port;
        // As root it would become a user who may not read the files.
        var configuration = folder.Write("mosquitto.conf", $"listener {port} 127.0.0.1\nuser root\nallow_anonymous false\npassword_file {passwords}\nacl_file {acl}\nlog_dest stderr\n");
        var broker = new MosquittoProcess(Child.Start(Program, ["-c", configuration]), port);
        try
        {
            await Eventually.Is(() => broker._child.HasExited || broker._child.Err.Contains("running", StringComparison.Ordinal), () => $"mosquitto; it says: {broker._child.Err}");
            Assert.False(broker._child.HasExited, broker._child.Err);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
