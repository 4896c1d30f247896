using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using SmartStore.Core.Sightings.Rotating;

namespace SmartStore.Grains.Presence;

/// <summary>
/// The keys of rotating tags as documents of the store, so that every process finds the same tags. A list of a million tags is larger than a document
/// may be, so it lies in <see cref="Parts"/> documents, a key always in the same one: while a list is replaced, no key is in two of them. One more
/// document, written last, says that there is another list.
/// </summary>
public sealed class TagKeys(IDocumentStore documents, RotatingTags tags, TimeProvider time)
{
    /// <summary>How often to call <see cref="Follow"/>.</summary>
    public static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(5);

    /// <summary>Documents of a list. Never changes: it says where a key lies.</summary>
    internal const int Parts = 64;

    private const string Kind = "tag-keys";
    private const string ListId = "list";
    private const string PartId = "tags";

    private long _followed;

    /// <summary>Replaces the list in the store. The same list again writes nothing.</summary>
    /// <param name="documents">The store.</param>
    /// <param name="list">All tags, no key twice.</param>
    /// <returns>False: it was there already.</returns>
    /// <exception cref="TryAgainException">The store does not answer; a part of the list may be in force. Say it again.</exception>
    public static async Task<bool> Replace(IDocumentStore documents, IReadOnlyList<RotatingTag> list)
    {
        var parts = new StoredTagPart[Parts];
        for (var i = 0; i < Parts; i++) parts[i] = new StoredTagPart();
        foreach (var tag in list.OrderBy(tag => BinaryPrimitives.ReadUInt128BigEndian(tag.Tag.IdentityKey.Span))) parts[PartOf(tag.Tag.IdentityKey.Span)].Tags.Add(Stored(tag));
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var changed = false;
        for (var i = 0; i < Parts; i++)
        {
            var body = parts[i].ToByteArray();
            digest.AppendData(SHA256.HashData(body));
            var present = await documents.Document(KindOf(i), PartId);
            if (body.AsSpan().SequenceEqual(present?.Body)) continue;
            await documents.PutDocument(KindOf(i), PartId, body.Length == 0 ? (ReadOnlyMemory<byte>?)null : body);
            changed = true;
        }

        // When a process was killed in between, the parts are there and the list is still the one before.
        var said = new StoredTagList { Count = list.Count, Digest = ByteString.CopyFrom(digest.GetHashAndReset()) }.ToByteArray();
        var before = await documents.Document(Kind, ListId);
        if (!changed && (before?.Body is { } body0 ? said.AsSpan().SequenceEqual(body0) : list.Count == 0)) return false;
        await documents.PutDocument(Kind, ListId, said);
        return true;
    }

    /// <summary>Takes the list over if there is another one than the last time. What was learned of the tags' clocks is forgotten then.</summary>
    /// <exception cref="TryAgainException">The store does not answer; the tags stay as they are.</exception>
    public async Task Follow(CancellationToken cancel)
    {
        if (await documents.Documents(Kind, _followed, cancel) is not [.., var list]) return;
        var found = new List<RotatingTag>();
        for (var i = 0; i < Parts; i++)
            if (await documents.Document(KindOf(i), PartId, cancel) is { Body: { } body })
                found.AddRange(StoredTagPart.Parser.ParseFrom(body).Tags.Select(Tag));
        tags.Replace(found, time.GetUtcNow());
        _followed = list.Version;
    }

    /// <summary>How many tags of the list are a shopper's.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    internal async Task<int> CountOf(ShopperId shopper, CancellationToken cancel)
    {
        await Follow(cancel);
        return tags.CountOf(Encoding.ASCII.GetBytes(shopper.Value));
    }

    /// <summary>Takes a shopper's tags out of the list. Every process has the shorter list after its next <see cref="Follow"/>.</summary>
    /// <exception cref="TryAgainException">The store does not answer, or another list was put meanwhile; some of the tags may be there still. Say it again.</exception>
    internal async Task Remove(ShopperId shopper, CancellationToken cancel)
    {
        // Most people carry none, and the parts are many.
        if (await CountOf(shopper, cancel) == 0) return;
        var removed = 0;
        for (var i = 0; i < Parts; i++)
        {
            if (await documents.Document(KindOf(i), PartId, cancel) is not { Body: { } body } document) continue;
            var part = StoredTagPart.Parser.ParseFrom(body);
            var others = part.Tags.Where(tag => tag.ShopperId != shopper.Value).ToList();
            if (others.Count == part.Tags.Count) continue;
            removed += part.Tags.Count - others.Count;
            await Put(KindOf(i), PartId, others.Count == 0 ? null : new StoredTagPart { Tags = { others } }.ToByteArray(), document.Version);
        }

        if (removed == 0 || await documents.Document(Kind, ListId, cancel) is not { Body: { } said } list) return;
        // Another list than the one that was put: no digest fits it, so that the same file says it anew.
        await Put(Kind, ListId, new StoredTagList { Count = Math.Max(0, StoredTagList.Parser.ParseFrom(said).Count - removed) }.ToByteArray(), list.Version);
        await Follow(cancel);
    }

    private async Task Put(string kind, string id, byte[]? body, long expected)
    {
        try
        {
            await documents.PutDocument(kind, id, body, expected);
        }
        catch (StoreConflictException)
        {
            throw new TryAgainException("The list of tags is being replaced; try again.");
        }
    }

    private static string KindOf(int part) => $"{Kind}-{part:00}";

    private static int PartOf(ReadOnlySpan<byte> key) => SHA256.HashData(key)[0] % Parts;

    private static StoredTag Stored(RotatingTag tag) => new()
    {
        ShopperId = tag.Shopper,
        Key = ByteString.CopyFrom(tag.Tag.IdentityKey.Span),
        Exponent = tag.Tag.Exponent,
        ClockS = tag.Tag.ClockS,
        ReadAtUnixS = tag.Tag.ReadAtUnixS,
        UncertaintyS = tag.Tag.UncertaintyS,
    };

    private static RotatingTag Tag(StoredTag tag) => new(tag.ShopperId, new EidTag(tag.Key.Memory, (byte)tag.Exponent, tag.ReadAtUnixS, tag.ClockS, (ushort)tag.UncertaintyS));
}
