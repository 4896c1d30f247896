using SmartStore.Core.Pickup;

namespace SmartStore.GrainInterfaces;

/// <summary>Documents of the store: reference data and keys, each replaced whole.</summary>
public interface IDocumentStore
{
    /// <summary>Documents of a kind that changed after a version, in the order of their versions. A deleted one has no body; it is listed for a day.</summary>
    /// <param name="after">0: all of them.</param>
    ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default);

    /// <summary>Puts a document, or deletes it. Completes when it is on disk.</summary>
    /// <param name="body">At most <see cref="StoredDocument.BodyBytesMax"/>; null deletes.</param>
    /// <param name="expected">The version that is replaced, 0 for none; null: any.</param>
    /// <returns>The new version, greater than every earlier one of this kind. Deleting what is not there changes nothing and gives no new version.</returns>
    /// <exception cref="StoreConflictException">The version is not the expected one.</exception>
    ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null);
}

/// <summary>What every store of documents can do.</summary>
public static class DocumentStoreReads
{
    /// <summary>One document of a kind that has few; null: there is none, or it was deleted.</summary>
    public static async ValueTask<StoredDocument?> Document(this IDocumentStore documents, string kind, string id, CancellationToken cancel = default) =>
        (await documents.Documents(kind, cancel: cancel)).FirstOrDefault(found => found.Id == id && found.Body is not null);
}

/// <summary>Reference data of one kind: a layout, a catalogue, a set of keys.</summary>
/// <param name="Version">Commit number of the last change.</param>
/// <param name="Body">Null: it was deleted.</param>
public sealed record StoredDocument(string Kind, string Id, long Version, byte[]? Body)
{
    /// <summary>Largest body, bytes.</summary>
    public const int BodyBytesMax = 64 << 20;

    /// <summary>Every store checks what it is to keep.</summary>
    /// <exception cref="ArgumentException">The body is larger than <see cref="BodyBytesMax"/>.</exception>
    public static void CheckSize(ReadOnlyMemory<byte>? body)
    {
        if (body is { Length: > BodyBytesMax } bytes) throw new ArgumentException($"A document of {bytes.Length} bytes is larger than {BodyBytesMax}.", nameof(body));
    }
}

/// <summary>The record or document was changed by another writer. Read it again and decide again.</summary>
[GenerateSerializer, Alias("StoreConflictException")]
public sealed class StoreConflictException(string message) : Exception(message);

/// <summary>Passes: signed tokens that prove whose they are.</summary>
public interface IPasses
{
    /// <summary>A fresh pass for a shopper.</summary>
    /// <param name="epoch">How often the shopper has ended their devices.</param>
    Pass Issue(ShopperId shopper, int epoch = 0);

    /// <summary>Passes for the minutes after the present one.</summary>
    /// <param name="minutes">0..<see cref="PassKeys.AheadMax"/>.</param>
    /// <param name="epoch">As of <see cref="Issue"/>.</param>
    IReadOnlyList<Pass> IssueAhead(ShopperId shopper, int minutes, int epoch = 0);

    /// <summary>What a token is worth.</summary>
    /// <param name="token">As shown.</param>
    /// <param name="at">When it was shown.</param>
    PassReading Read(string token, DateTimeOffset at);
}
