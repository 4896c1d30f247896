using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.People;

/// <summary>
/// Erases again who comes back with a backup, before anything is served. A store that was restored has another life than the one in which the list was last gone through;
/// while it has the same, nothing is to be done.
/// </summary>
internal sealed partial class ErasedReplay(IErasedList erased, Erasures erasures, IDocumentStore documents, IStateStore store, ILogger<ErasedReplay> log) : IHostedService
{
    /// <summary>Kind of the documents that say in which life of the store a list was gone through.</summary>
    public const string Kind = "erased-replayed";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (erased.All is not { Count: > 0 } list) return;
        // The list grows at its end, and each folder has its own.
        var (id, life) = ($"{Fingerprint.Of($"{list[0].Pseudonym} {list[0].At.ToUnixTimeMilliseconds()}"):x16}", Encoding.UTF8.GetBytes(store.Life));
        if (await documents.Document(Kind, id, cancellationToken) is { Body: { } known } && known.AsSpan().SequenceEqual(life)) return;
        var count = await erasures.Replay(list, cancellationToken);
        await documents.PutDocument(Kind, id, life);
        LogReplayed(list.Count, count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "The list of the erased has {Erasures} lines; {Persons} of these persons were in the store and are erased again.")]
    private partial void LogReplayed(int erasures, int persons);
}
