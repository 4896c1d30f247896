using System.Security.Cryptography;
using Google.Protobuf;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Journal;

/// <summary>
/// Which file the journal of a cluster is moved to, and by which process: a document, so that rows do not come to lie in two files, one of which nobody
/// would look after. The process that starts last moves; the one before it ends.
/// </summary>
public sealed class JournalPlace(IDocumentStore documents)
{
    private const string Kind = "journal";
    private const string DocumentId = "file";

    private long _version;

    /// <summary>Takes the work over.</summary>
    /// <param name="file">The id of this process's file.</param>
    /// <exception cref="StorageException">The journal is moved to another file.</exception>
    public async Task Take(string file, DateTimeOffset at, CancellationToken cancel)
    {
        while (true)
        {
            var present = await documents.Document(Kind, DocumentId, cancel);
            var taken = present is null ? new JournalFileDocument() : JournalFileDocument.Parser.ParseFrom(present.Body);
            if (present is not null && taken.File != file) throw Elsewhere(DateTimeOffset.FromUnixTimeMilliseconds(taken.AtUnixMs));
            (taken.File, taken.Run, taken.AtUnixMs) = (file, RandomNumberGenerator.GetHexString(16, lowercase: true), present is null ? at.ToUnixTimeMilliseconds() : taken.AtUnixMs);
            try
            {
                _version = await documents.PutDocument(Kind, DocumentId, taken.ToByteArray(), present?.Version ?? 0);
                return;
            }
            catch (StoreConflictException)
            {
                // Another process was first: what it wrote counts.
            }
        }
    }

    /// <summary>Whether this process still has the work.</summary>
    public async ValueTask<bool> IsMine(CancellationToken cancel) => (await documents.Document(Kind, DocumentId, cancel))?.Version == _version;

    /// <summary>Lets the file go: the next process that moves rows may do so into another one.</summary>
    public static async Task LetGo(IDocumentStore documents) => await documents.PutDocument(Kind, DocumentId, body: null);

    private static StorageException Elsewhere(DateTimeOffset since) =>
        new($"The journal of this cluster is moved to another journal.db, since {since:yyyy-MM-dd HH:mm} UTC: give its folder with --data, or, when it is lost, run 'smartstore store new-journal' first.") { IsConfiguration = true };
}
