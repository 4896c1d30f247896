using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Lockers;
using SmartStore.Terminal;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Devices.Tests.Terminal.Lockers;

/// <summary>What a locker needs in a test: keys, a clock, a door, and a file that can be taken as a power cut leaves it.</summary>
internal sealed class LockerKit : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly Folder _folder = new();

    public TestSigner Signer { get; } = new();

    public FakeTimeProvider Time { get; } = new(Noon);

    public List<string> Opened { get; } = [];

    public VerifyingKeys Keys => VerifyingKeys.TryReadSet(Encoding.UTF8.GetBytes(Signer.KeySet), out var keys, out _) ? keys : VerifyingKeys.None;

    public DoorOutcome Outcome { get; set; } = DoorOutcome.Opened;

    public string Folder { get; private set; } = "";

    public LockerKit() => Folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "0")).FullName;

    public Locker Open(ILockerStore? store = null, DoorOpener? door = null, VerifyingKeys? keys = null, TimeSpan closedAfter = default) => new(
        new LockerOptions { Slots = ["A1", "A2", "A3"], Door = door ?? Door, Keys = keys ?? Keys, ClosedAfter = closedAfter, IsClockSet = () => true },
        "demo", "locker-1", store ?? new LockerFile(Folder), Time, NullLogger.Instance);

    public Task<DoorOutcome> Door(string slot, CancellationToken stop)
    {
        if (Outcome == DoorOutcome.Opened) lock (Opened) Opened.Add(slot);
        return Task.FromResult(Outcome);
    }

    /// <summary>The files as they are now, in another folder: what is left when the process is killed.</summary>
    public void Cut()
    {
        var to = Directory.CreateDirectory(Path.Combine(_folder.Path, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.EnumerateFiles(Folder, LockerFile.Name + "*")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        Folder = to;
    }

    public string Manifest(long version = 1) => Signer.Manifest(version, Noon, [("o1", "A1"), ("o2", "A2"), ("o3", "A3")]);

    public string Voucher(string order, string jti) => Signer.Voucher(order, Noon, Noon.AddHours(20), jti);

    public static TapGrant Grant(string id, string slot) => new(id, slot, Noon.AddSeconds(30));

    public static IEnumerable<string> Words(Locker locker) => locker.Reports.Select(report => $"{(report.IsVoucher ? "voucher" : report.Proof)} {HandoverReport.Word(report.Event)} {report.Slot}");

    public void Dispose()
    {
        Signer.Dispose();
        _folder.Dispose();
    }
}
