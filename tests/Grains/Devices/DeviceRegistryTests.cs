using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Devices;
using SmartStore.Grains.Devices;

namespace SmartStore.Grains.Tests.Devices;

/// <summary>Two processes that share a store, and with it the registered devices.</summary>
public sealed class DeviceRegistryTests : IDisposable
{
    private static readonly DeviceName Door = new("s1", DeviceKind.Scanner, "door-3");
    private static readonly DeviceName Desk = new("s2", DeviceKind.Terminal, "desk");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-29T10:00:00.7Z"));
    private readonly FakeLogCollector _log = new();
    private readonly MemoryStateStore _store;
    private readonly WatchedDocuments _watched;
    private readonly DeviceRegistry _here;
    private readonly DeviceRegistry _there;

    public DeviceRegistryTests()
    {
        _store = new MemoryStateStore(_time);
        _watched = new WatchedDocuments(_store);
        (_here, _there) = (New(_store), New(_watched));
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task A_device_is_known_by_its_password_everywhere_until_it_is_removed()
    {
        await _there.Follow(default);
        var credentials = (await _here.Put(Door))!;
        Assert.Equal(40, credentials.Password.Length);
        Assert.Equal((Door, DateTimeOffset.Parse("2026-11-29T10:00:00Z")), (credentials.Device.Name, credentials.Device.AddedAt));
        await _there.Follow(default);
        var found = _there.Find("s1/scanner/door-3")!;
        Assert.True(found.Password.IsOf(Encoding.UTF8.GetBytes(credentials.Password)));
        Assert.Equal((Door, credentials.Device.AddedAt), (found.Name, found.AddedAt));
        Assert.Null(_there.Find("s1/scanner/other"));

        Assert.True(await _there.Remove(Door));
        Assert.False(await _there.Remove(Door));
        await _here.Follow(default);
        Assert.Null(_here.Find("s1/scanner/door-3"));
    }

    [Fact]
    public async Task The_list_is_that_of_the_store_in_the_order_of_names()
    {
        await _there.Follow(default);
        foreach (var name in new[] { Desk, Door, Door with { Id = "a" } }) await _here.Put(name);
        Assert.Equal(["s1/scanner/a", "s1/scanner/door-3", "s2/terminal/desk"], Names(await _there.List()));
        Assert.Equal(["s2/terminal/desk"], Names(await _there.List("s2")));
        Assert.Empty(await _there.List("s3"));
    }

    [Fact]
    public async Task No_document_and_no_text_shows_a_password()
    {
        var credentials = (await _here.Put(Door))!;
        var document = Assert.Single(await _store.Documents(DeviceRegistry.DocumentKind));
        Assert.Equal("s1/scanner/door-3", document.Id);
        Assert.DoesNotContain(credentials.Password, Encoding.UTF8.GetString(document.Body!), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(credentials.Password, $"{credentials} {credentials.Device}", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_registry_that_is_full_takes_no_further_device_but_a_new_password_of_one_it_has()
    {
        using var registry = new DeviceRegistry(new ManyDevices(DeviceRegistry.DevicesMax - 1, _store), _time, NullLogger<DeviceRegistry>.Instance);
        Assert.NotNull(await registry.Put(Door));
        Assert.Equal(DeviceRegistry.DevicesMax, (await registry.List()).Count);
        Assert.Null(await registry.Put(Desk));
        Assert.Null(registry.Find(Desk.ToString()));
        Assert.NotNull(await registry.Put(Door));
        Assert.True(await registry.Remove(Door));
        Assert.NotNull(await registry.Put(Desk));
        Assert.Null(await registry.Put(Door));
    }

    [Fact]
    public void A_hundred_thousand_devices_may_be() => Assert.Equal(100_000, DeviceRegistry.DevicesMax);

    [Fact]
    public async Task Who_is_not_known_here_is_looked_for_in_the_store_once_a_second()
    {
        await _there.Follow(default);
        await _here.Put(Door);
        var before = _watched.Reads;
        Assert.NotNull(await _there.Look(Door.ToString()));
        Assert.Equal(before + 1, _watched.Reads);

        for (var i = 0; i < 100; i++) Assert.Null(await _there.Look($"s1/scanner/stranger-{i}"));
        Assert.Equal(before + 1, _watched.Reads);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _here.Put(Desk);
        Assert.NotNull(await _there.Look(Desk.ToString()));
        Assert.NotNull(await _there.Look(Door.ToString()));
        Assert.Equal(before + 2, _watched.Reads);
    }

    [Fact]
    public async Task Another_password_of_a_known_device_is_found_at_once()
    {
        await _here.Put(Door);
        await _there.Follow(default);
        var old = _there.Find(Door.ToString())!;
        Assert.Same(old, await _there.Look(Door.ToString()));
        var changed = (await _here.Put(Door))!;
        var found = (await _there.Look(Door.ToString(), unlike: old))!;
        Assert.True(found.Password.IsOf(Encoding.UTF8.GetBytes(changed.Password)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _there.Look(Door.ToString(), unlike: found));
    }

    [Fact]
    public async Task While_the_store_is_away_what_is_known_stays_in_force_and_nobody_asks_it_again_and_again()
    {
        await _here.Put(Door);
        await _there.Follow(default);
        _watched.IsAway = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _there.Follow(default));
        Assert.NotNull(_there.Find(Door.ToString()));
        var before = _watched.Reads;
        for (var i = 0; i < 100; i++) Assert.Null(await _there.Look("s1/scanner/stranger"));
        Assert.Equal(before + 1, _watched.Reads);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _there.Put(Desk));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _there.Remove(Door));
        Assert.NotNull(_there.Find(Door.ToString()));
    }

    [Fact]
    public async Task A_process_that_was_cut_off_for_days_hears_of_what_was_removed_meanwhile()
    {
        await _here.Put(Door);
        await _there.Follow(default);
        await _here.Remove(Door);
        _time.Advance(TimeSpan.FromHours(25));
        // Its deletion is no longer listed.
        await _here.Put(Desk);
        Assert.Single(await _store.Documents(DeviceRegistry.DocumentKind));
        await _there.Follow(default);
        Assert.Null(_there.Find(Door.ToString()));
        Assert.NotNull(_there.Find(Desk.ToString()));
    }

    [Theory]
    [InlineData("s1/scanner/door-3", "half a docum")]
    [InlineData("s1/scanner/door-3", "null")]
    [InlineData("s1/scanner/door-3", "{}")]
    [InlineData("s1/scanner/door-3", """{"password":"plain"}""")]
    [InlineData("s1/oven/door-3", """{"password":"$7$101$garBvAYzBmQjhAXr$HkazirDe"}""")]
    public async Task A_document_that_cannot_be_read_is_no_device_and_takes_no_other_with_it(string id, string body)
    {
        await _here.Put(Door);
        await _here.Put(Desk);
        await _store.PutDocument(DeviceRegistry.DocumentKind, id, Encoding.UTF8.GetBytes(body));
        await _there.Follow(default);
        Assert.Null(_there.Find(id));
        Assert.NotNull(_there.Find(Desk.ToString()));
        Assert.DoesNotContain("door", Assert.Single(_log.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_taken_over_replaces_nothing_that_the_store_has_or_had_until_lately()
    {
        var (kept, removed, taken) = (Desk, Door, Door with { Id = "new" });
        var credentials = (await _here.Put(kept))!;
        await _here.Put(removed);
        await _here.Remove(removed);
        RegisteredDevice[] earlier = [.. new[] { kept, removed, taken }.Select(name => new RegisteredDevice(name, DevicePassword.Nobodys, AddedAt: null))];
        for (var again = 0; again < 2; again++)
        {
            await _there.TakeOver(earlier);
            Assert.Equal([taken.ToString(), kept.ToString()], Names(await _here.List()));
            Assert.True(_here.Find(kept.ToString())!.Password.IsOf(Encoding.UTF8.GetBytes(credentials.Password)));
            Assert.Null(_here.Find(taken.ToString())!.AddedAt);
        }
    }

    [Fact]
    public async Task A_takeover_that_broke_off_is_ended_by_the_next_one()
    {
        RegisteredDevice[] earlier = [.. Enumerable.Range(0, 600).Select(i => new RegisteredDevice(Door with { Id = $"{i}" }, DevicePassword.Nobodys, AddedAt: null))];
        _watched.WritesLeft = 300;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _there.TakeOver(earlier));
        Assert.Equal(300, (await _here.List()).Count);
        _watched.WritesLeft = int.MaxValue;
        await _there.TakeOver(earlier);
        Assert.Equal(600, (await _here.List()).Count);
        Assert.Equal(600, _watched.Writes);
    }

    private static IEnumerable<string> Names(IEnumerable<RegisteredDevice> devices) => devices.Select(device => device.Name.ToString());

    private DeviceRegistry New(IDocumentStore documents) => new(documents, _time, new FakeLogger<DeviceRegistry>(_log));

    // A store that holds many devices besides those that the test puts.
    private sealed class ManyDevices(int count, MemoryStateStore others) : IDocumentStore
    {
        public async ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
        {
            var put = await others.Documents(kind, Math.Max(0, after - count), cancel);
            var body = Encoding.UTF8.GetBytes($$"""{"password":"{{DevicePassword.Nobodys.Text}}"}""");
            return
            [
                .. Enumerable.Range(1, count).Where(version => version > after).Select(version => new StoredDocument(kind, $"s1/scanner/{version}", version, body)),
                .. put.Select(document => document with { Version = document.Version + count }),
            ];
        }

        public async ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null) => count + await others.PutDocument(kind, id, body, expected);
    }
}
