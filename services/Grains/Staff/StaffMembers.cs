using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Devices;
using SmartStore.Core.Staff;

namespace SmartStore.Grains.Staff;

/// <summary>
/// The members of the staff: one document each, held in the memory of every process and followed by version, as devices are. No member is ever
/// deleted: who ended stays known by name.
/// </summary>
/// <param name="membersMax">Members of all stores. Processes that add at the same moment may exceed it by one each.</param>
public sealed partial class StaffMembers(IDocumentStore documents, ILogger<StaffMembers> log, int membersMax = StaffMembers.MembersMax) : IStaffMembers, IDisposable
{
    /// <summary>Most members of all stores.</summary>
    public const int MembersMax = 20_000;

    /// <summary>Kind of the documents; the id of each is the member's.</summary>
    public const string DocumentKind = "staff";

    /// <summary>How often to call <see cref="Follow"/>.</summary>
    public static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Dictionary<string, Held> _members = new(StringComparer.Ordinal);
    private long _followed;

    /// <inheritdoc/>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public bool Any => _members.Count > 0;

    /// <inheritdoc/>
    public StaffMember? Find(string staff) => _members.GetValueOrDefault(staff)?.Member;

    /// <inheritdoc/>
    public bool Has(StaffMember member, string pin) =>
        _members.GetValueOrDefault(member.Id.Value) is { } held && StaffDocument.Write(member, Pin(pin, held.Pin)).AsSpan().SequenceEqual(held.Document);

    /// <inheritdoc/>
    public string NameOf(string staff) => Find(staff)?.Name ?? "";

    /// <inheritdoc/>
    public IReadOnlyList<StaffMember> WithPin(StoreId store) =>
        [.. _members.Values.Where(held => held.Pin is not null && held.Member.WorksIn(store)).Select(held => held.Member).OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Id.Value, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public bool IsPin(string staff, string pin) => _members.GetValueOrDefault(staff)?.Pin?.IsOf(Encoding.ASCII.GetBytes(pin)) == true;

    /// <summary>Takes over what changed since the last time.</summary>
    /// <exception cref="TryAgainException">The store does not answer; what is known stays in force.</exception>
    public async Task Follow(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await FollowNow(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Put(StaffMember member, string pin)
    {
        await _turn.WaitAsync();
        try
        {
            while (true)
            {
                await FollowNow(CancellationToken.None);
                var held = _members.GetValueOrDefault(member.Id.Value);
                if (held is null && _members.Count >= membersMax) return false;
                var document = StaffDocument.Write(member, Pin(pin, held?.Pin));
                if (held is not null && document.AsSpan().SequenceEqual(held.Document)) return true;
                try
                {
                    await documents.PutDocument(DocumentKind, member.Id.Value, document, held?.Version ?? 0);
                    await FollowNow(CancellationToken.None);
                    return true;
                }
                catch (StoreConflictException)
                {
                    // Another process put the same member meanwhile: a PIN that it brought must not be lost.
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // The same PIN keeps its hash, so that a file can be imported again without a change.
    private static DevicePassword? Pin(string pin, DevicePassword? present)
    {
        if (pin.Length == 0) return present;
        var digits = Encoding.ASCII.GetBytes(pin);
        return present is not null && present.IsOf(digits) ? present : DevicePassword.OfPin(digits, RandomNumberGenerator.GetBytes(DevicePassword.SaltBytes));
    }

    private async Task FollowNow(CancellationToken cancel)
    {
        var changed = await documents.Documents(DocumentKind, _followed, cancel);
        if (changed.Count == 0) return;
        var members = new Dictionary<string, Held>(_members, StringComparer.Ordinal);
        foreach (var document in changed)
        {
            if (Read(document) is { } held) members[document.Id] = held;
            else members.Remove(document.Id);
        }

        (_members, _followed) = (members, changed[^1].Version);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private Held? Read(StoredDocument document)
    {
        if (document.Body is not { } body) return null;
        if (StaffDocument.Read(new StaffId(document.Id), body) is var (member, pin)) return new Held(member, pin, body, document.Version);
        LogUnreadable(document.Version);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The document of kind staff with version {Version} cannot be read; its member is not known.")]
    private partial void LogUnreadable(long version);

    private sealed record Held(StaffMember Member, DevicePassword? Pin, byte[] Document, long Version);
}

/// <summary>A member of the staff as it lies in the store. Fields are added, never renamed.</summary>
/// <param name="Pin">As <see cref="DevicePassword.Text"/> has it; null: none.</param>
internal sealed record StaffDocument(string? Name, string[]? StoreIds, string[]? Roles, bool Ended, string? Pin)
{
    public static byte[] Write(StaffMember member, DevicePassword? pin) => JsonSerializer.SerializeToUtf8Bytes(
        new StaffDocument(member.Name, [.. member.Stores.Select(store => store.Value)], [.. member.Roles], member.HasEnded, pin?.Text), StaffDocumentJson.Default.StaffDocument);

    /// <summary>Null: it is no document of a member.</summary>
    public static (StaffMember Member, DevicePassword? Pin)? Read(StaffId id, ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, StaffDocumentJson.Default.StaffDocument) is not { } read) return null;
            var pin = read.Pin is { } text ? DevicePassword.Read(text) : null;
            if (read.Pin is not null && pin is null) return null;
            return (new StaffMember(id, read.Name ?? "", [.. (read.StoreIds ?? []).Select(store => new StoreId(store))], read.Roles ?? []) { HasEnded = read.Ended }, pin);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StaffDocument))]
internal sealed partial class StaffDocumentJson : JsonSerializerContext;
