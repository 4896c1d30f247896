using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Devices;
using SmartStore.Grains.Storage;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>A store with registered devices, and the registries of processes that share it.</summary>
internal sealed class KeptDevices : IDocumentStore
{
    private readonly TimeProvider _time;
    private readonly MemoryStateStore _store;

    /// <param name="time">Null: the system's.</param>
    public KeptDevices(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _store = new MemoryStateStore(_time);
    }

    public bool IsAway { get; set; }

    /// <summary>Registers a device at another process.</summary>
    public async Task<(string UserName, string Password)> Add(string store, DeviceKind kind, string id)
    {
        var credentials = (await Process().Put(new DeviceName(store, kind, id)))!;
        return (credentials.Device.Name.ToString(), credentials.Password);
    }

    /// <summary>Removes one at another process.</summary>
    public Task<bool> Remove(string store, DeviceKind kind, string id) => Process().Remove(new DeviceName(store, kind, id));

    /// <summary>The registry of a process that has just started.</summary>
    public DeviceRegistry Process() => new(this, _time, NullLogger<DeviceRegistry>.Instance);

    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default) =>
        IsAway ? throw new StoreUnavailableException("away") : _store.Documents(kind, after, cancel);

    public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null) => _store.PutDocument(kind, id, body, expected);
}
