using System.Security.Cryptography;
using SmartStore.Core.Journal;

namespace SmartStore.Grains.Journal;

/// <summary>The pseudonyms of an installation. Their key is a document beside the pass keys, made by the first process that asks for it; without it nobody finds the rows of a person.</summary>
internal sealed class Pseudonyms(IDocumentStore documents)
{
    private const string Kind = "keys";
    private const string DocumentId = "journal";

    private byte[]? _key;

    /// <summary>Has the key ready, from the store the first time. Await it before <see cref="Of"/>.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    public async ValueTask Load(CancellationToken cancel)
    {
        while (Volatile.Read(ref _key) is null)
        {
            if (await documents.Document(Kind, DocumentId, cancel) is { Body: { } key })
            {
                Volatile.Write(ref _key, key);
                return;
            }

            try
            {
                await documents.PutDocument(Kind, DocumentId, RandomNumberGenerator.GetBytes(Pseudonym.KeyBytes), expected: 0);
            }
            catch (StoreConflictException)
            {
                // Another process was first: its key counts.
            }
        }
    }

    /// <summary>Of a shopper.</summary>
    public string Of(ShopperId shopper) => Pseudonym.Of(Key, shopper);

    /// <summary>Names the key without telling it: 16 hexadecimal digits.</summary>
    public string KeyDigest => Convert.ToHexStringLower(SHA256.HashData(Key))[..Pseudonym.Digits];

    private byte[] Key => Volatile.Read(ref _key) ?? throw new InvalidOperationException("The key of the journal is not loaded yet.");
}
