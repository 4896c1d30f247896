using System.Security.Cryptography;
using System.Text.Json;
using SmartStore.Core.Pickup;

namespace SmartStore.Grains.Passes;

/// <summary>
/// Issues and reads passes. The keys are made here and kept as one document: a new one every day, published a day before it signs, so that every
/// process knows it; old ones are kept so long that a tap which a terminal repeats for a day is still recognised as the shopper's.
/// </summary>
internal sealed class PassKeyring(IDocumentStore documents, TimeProvider time) : IPasses
{
    /// <summary>How often to call <see cref="Turn"/>.</summary>
    public static readonly TimeSpan TurnEvery = TimeSpan.FromHours(1);

    private const string Kind = "keys";
    private const string DocumentId = "pass";

    private static readonly TimeSpan NewAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan SignsAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(96);
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    private Ring? _ring;
    private long _readAt;

    /// <summary>Reads the keys, and makes the first one or the next one when it is time. Call it before anything is signed, and from then on now and then.</summary>
    public async Task Turn(CancellationToken cancel)
    {
        while (true)
        {
            var (stored, version) = await Load(cancel);
            var now = time.GetUtcNow();
            if (stored.Count > 0 && now - stored[0].MadeAt < NewAfter) return;
            var next = new StoredKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PassKey.KidMax / 2)), RandomNumberGenerator.GetBytes(PassKey.SecretBytesMin), now);
            List<StoredKey> keys = [next, .. stored.Where(key => now - key.MadeAt < KeptFor)];
            try
            {
                await documents.PutDocument(Kind, DocumentId, JsonSerializer.SerializeToUtf8Bytes(keys), version);
                Hold(keys);
                return;
            }
            catch (StoreConflictException)
            {
                // Another process made the key: read it.
            }
        }
    }

    /// <inheritdoc/>
    public Pass Issue(ShopperId shopper, int epoch = 0)
    {
        var now = time.GetUtcNow();
        return Held.Signing(now).Issue(shopper, now, RandomNumberGenerator.GetBytes(PassKeys.NonceBytes), epoch);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Pass> IssueAhead(ShopperId shopper, int minutes, int epoch = 0)
    {
        var now = time.GetUtcNow();
        var keys = Held.Signing(now);
        return [.. Enumerable.Range(1, minutes).Select(minute => keys.Issue(shopper, now + (minute * PassKeys.Lives), RandomNumberGenerator.GetBytes(PassKeys.NonceBytes), epoch))];
    }

    /// <inheritdoc/>
    public PassReading Read(string token, DateTimeOffset at)
    {
        var reading = Held.All.Read(token, at);
        // An unknown key may be one that another process made a moment ago.
        if (reading.Verdict == PassVerdict.Forged && time.GetElapsedTime(_readAt) > ReadAgainAfter) _ = ReadAgain();
        return reading;
    }

    private Ring Held => Volatile.Read(ref _ring) ?? throw new InvalidOperationException("The pass keys are not loaded yet.");

    private async Task ReadAgain()
    {
        _readAt = time.GetTimestamp();
        try
        {
            await Load(CancellationToken.None);
        }
        catch (TryAgainException)
        {
            // The keys that are held stay good.
        }
    }

    private async Task<(IReadOnlyList<StoredKey> Keys, long Version)> Load(CancellationToken cancel)
    {
        if (await documents.Document(Kind, DocumentId, cancel) is not { } document) return ([], 0);
        var keys = JsonSerializer.Deserialize<List<StoredKey>>(document.Body) ?? [];
        Hold(keys);
        return (keys, document.Version);
    }

    private void Hold(IReadOnlyList<StoredKey> keys)
    {
        if (keys.Count > 0) Volatile.Write(ref _ring, new Ring(keys));
    }

    // As it lies in the store, newest first.
    private sealed record StoredKey(string Kid, byte[] Secret, DateTimeOffset MadeAt);

    private sealed class Ring(IReadOnlyList<StoredKey> stored)
    {
        public PassKeys All { get; } = Of(stored);

        // The newest key that is old enough to be known everywhere; while there is none, the oldest.
        public PassKeys Signing(DateTimeOffset now)
        {
            var known = stored.SkipWhile(key => now - key.MadeAt < SignsAfter).ToList();
            return known.Count == 0 ? Of([stored[^1]]) : known.Count == stored.Count ? All : Of(known);
        }

        private static PassKeys Of(IReadOnlyList<StoredKey> keys) => new(keys.Select(key => new PassKey(key.Kid, key.Secret)));
    }
}
