using Microsoft.Extensions.DependencyInjection;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.People;

/// <summary>The documents of the store, of kinds of which it is declared what they keep of a person, and of no others: so that none is forgotten when a person is erased.</summary>
internal sealed class DeclaredDocuments(IStateStore store, IServiceProvider services) : IDocumentStore
{
    // Declarations read documents themselves.
    private readonly Lazy<IDeclaresPersonalData[]> _declared = new(() => [.. services.GetServices<IDeclaresPersonalData>()]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
    {
        Require(kind);
        return store.Documents(kind, after, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null)
    {
        Require(kind);
        return store.PutDocument(kind, id, body, expected);
    }

    private void Require(string kind)
    {
        var name = PersonalDataOf.Document(kind);
        if (!_declared.Value.Any(declared => declared.Covers(name)))
            throw new InvalidOperationException($"Nothing says what documents of kind {kind} keep of a person: register an {nameof(IDeclaresPersonalData)} of {name}.");
    }
}
