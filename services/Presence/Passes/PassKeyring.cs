using System.Security.Cryptography;
using System.Text.Json;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Grains;

namespace SmartStore.Presence.Passes;

/// <summary>
/// Issues and reads passes with keys that are made here and kept in the store: a new one every day, old ones kept so long that a tap
/// which a terminal repeats for a day is still recognised as the shopper's.
/// </summary>
public sealed class PassKeyring(IPartitionStore documents, TimeProvider time)
{
    private const string Kind = "keys";
    private const string DocumentId = "pass";

    private static readonly TimeSpan NewAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(72);

    private IReadOnlyList<StoredKey> _stored = [];
    private PassKeys? _keys;

    private PassKeys Keys => Volatile.Read(ref _keys) ?? throw new InvalidOperationException("The pass keys are not loaded yet.");

    /// <summary>Reads the keys, and makes the first one. Call it before anything is signed.</summary>
    public async Task Load(CancellationToken cancel)
    {
        var stored = (await documents.Documents(Kind, cancel)).FirstOrDefault(document => document.Id == DocumentId);
        if (stored is not null) Hold(JsonSerializer.Deserialize<List<StoredKey>>(stored.Body.Span) ?? []);
        await Turn(cancel);
    }

    /// <summary>Adds a key when the newest is a day old, and forgets those nobody needs. Call it now and then, from one place.</summary>
    public async Task Turn(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (_stored.Count > 0 && now - _stored[0].MadeAt < NewAfter) return;
        var next = new StoredKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PassKey.KidMax / 2)), RandomNumberGenerator.GetBytes(PassKey.SecretBytesMin), now);
        List<StoredKey> keys = [next, .. _stored.Where(key => now - key.MadeAt < KeptFor)];
        await documents.PutDocument(Kind, DocumentId, JsonSerializer.SerializeToUtf8Bytes(keys), cancel);
        Hold(keys);
    }

    /// <summary>A fresh pass for a shopper.</summary>
    public Pass Issue(ShopperId shopper) => Keys.Issue(shopper, time.GetUtcNow(), RandomNumberGenerator.GetBytes(PassKeys.NonceBytes));

    /// <summary>What a shown token is worth now.</summary>
    public PassReading Read(string token) => Keys.Read(token, time.GetUtcNow());

    private void Hold(IReadOnlyList<StoredKey> keys)
    {
        _stored = keys;
        if (keys.Count > 0) Volatile.Write(ref _keys, new PassKeys(keys.Select(key => new PassKey(key.Kid, key.Secret))));
    }

    // As it lies in the store.
    private sealed record StoredKey(string Kid, byte[] Secret, DateTimeOffset MadeAt);
}
