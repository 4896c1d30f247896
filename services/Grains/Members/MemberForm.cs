using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Core.Members;

namespace SmartStore.Grains.Members;

/// <summary>A member's state as it lies in the record, and what the shopper's grain tells of the consents.</summary>
internal sealed class MemberForm(ShopperId id) : IStateForm<Member>
{
    public Member Empty => Member.Empty(id);

    public bool CanBeErased => true;

    public MessageDescriptor Descriptor => MemberState.Descriptor;

    public DateTimeOffset? WakeAt(Member state) => MemberClock.WakeAt(state);

    public byte[] Write(Member state) => new MemberState
    {
        Consents = { state.Consents.Select(Of) },
        Accesses = { state.Accesses.Select(Of) },
        Preferences = PreferencesForm.Of(state.Preferences),
        Pushes = { state.Pushes.Select(push => new StoredPush { Endpoint = push.Endpoint, P256Dh = push.P256dh, Auth = push.Auth, At = StoredForm.Ms(push.At) }) },
    }.ToByteArray();

    public Member Read(ReadOnlySpan<byte> bytes)
    {
        var stored = MemberState.Parser.ParseFrom(bytes);
        return new Member
        {
            Id = id,
            Consents = [.. stored.Consents.Select(ToEntry)],
            Accesses = [.. stored.Accesses.Select(ToAccess)],
            Preferences = stored.Preferences.ToPreferences(),
            Pushes = [.. stored.Pushes.Select(push => new PushAddress(push.Endpoint, push.P256Dh, push.Auth, StoredForm.Time(push.At)))],
        };
    }

    /// <summary>The copy for the member's grain. A copy takes the place of the one before, so what that one told and nobody has taken yet is told again.</summary>
    /// <param name="untaken">The copy before; null: there is none, or it was taken.</param>
    public static byte[] Copy(ByteString? untaken, ConsentEntry added)
    {
        var before = untaken is null ? [] : Stored.ConsentsTold.Parser.ParseFrom(untaken).Entries.Select(ToEntry);
        return new Stored.ConsentsTold { Entries = { ConsentEntry.With([.. before], added).Select(Of) } }.ToByteArray();
    }

    /// <summary>The copy as it arrives.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is none.</exception>
    public static IReadOnlyList<ConsentEntry> Entries(byte[] copy) => [.. Stored.ConsentsTold.Parser.ParseFrom(copy).Entries.Select(ToEntry)];

    private static StoredConsentEntry Of(ConsentEntry entry) => new()
    {
        Number = entry.Number,
        At = StoredForm.Ms(entry.At),
        Purposes = (int)entry.Purposes,
        TextVersion = entry.TextVersion,
        Channel = entry.Channel,
        By = entry.By,
        PausedUntil = StoredForm.Ms(entry.PausedUntil),
    };

    private static ConsentEntry ToEntry(StoredConsentEntry stored) =>
        new(stored.Number, StoredForm.Time(stored.At), (Purposes)stored.Purposes, stored.TextVersion, stored.Channel, stored.By, StoredForm.TimeOrNone(stored.PausedUntil));

    private static StoredAccess Of(AccessEntry access) =>
        new() { At = StoredForm.Ms(access.At), Who = access.Who, Role = access.Role, StoreId = access.Store, What = access.What, Reason = access.Reason };

    private static AccessEntry ToAccess(StoredAccess stored) => new(StoredForm.Time(stored.At), stored.Who, stored.Role, stored.StoreId, stored.What, stored.Reason);
}
