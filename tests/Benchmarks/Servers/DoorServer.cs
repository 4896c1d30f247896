using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Benchmarks.Stages;
using SmartStore.Ingest.Door;
using SmartStore.Ingest.Door.Identity;

namespace SmartStore.Benchmarks.Servers;

/// <summary>Our own listener alone, with the intake of the stages behind it.</summary>
internal sealed class DoorServer : IDisposable
{
    private readonly DeviceDoor _door;
    private readonly DeviceBroker _broker;

    private DoorServer()
    {
        var options = new DoorOptions();
        var nobody = new DeviceAuthenticator(registry: null);
        _door = new DeviceDoor(options, TimeProvider.System, NullLogger<DeviceDoor>.Instance);
        _broker = new DeviceBroker(_door, options, nobody, new DeviceRights((_, _) => null), Intake.Messages, TimeProvider.System, NullLogger<DeviceBroker>.Instance);
    }

    public StageIntake Intake { get; } = new();

    /// <summary>Takes connections.</summary>
    public ConnectionHandler Handler => _door;

    public static async Task<DoorServer> Start()
    {
        var server = new DoorServer();
        await server._broker.Start();
        return server;
    }

    public void Dispose()
    {
        _broker.Dispose();
        Intake.Dispose();
    }
}
