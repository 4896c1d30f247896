namespace SmartStore.Grains.Tests.Devices;

/// <summary>Documents whose reads are counted, and that can be away.</summary>
internal sealed class WatchedDocuments(IDocumentStore store) : IDocumentStore
{
    public bool IsAway { get; set; }

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    /// <summary>Writes that succeed before the store goes away.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;

    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
    {
        Reads++;
        return IsAway ? throw new StoreUnavailableException("away") : store.Documents(kind, after, cancel);
    }

    public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null)
    {
        if (IsAway || WritesLeft-- <= 0) throw new StoreUnavailableException("away");
        Writes++;
        return store.PutDocument(kind, id, body, expected);
    }
}
