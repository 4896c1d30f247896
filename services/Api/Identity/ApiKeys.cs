using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.GrainInterfaces;

namespace SmartStore.Api.Identity;

/// <summary>
/// The API keys in force. They are documents of the store, which a command changes beside the running server: they are read again every
/// <see cref="LookEvery"/>. A key that was removed or made anew ends the streams that were opened with it.
/// </summary>
internal sealed partial class ApiKeys(IDocumentStore documents, TimeProvider time, ILogger<ApiKeys> log) : BackgroundService
{
    /// <summary>How often the documents are read: a change is in force within 5 s, reading included.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private volatile Dictionary<string, Held> _keys = [];

    /// <summary>The key that a caller shows; null: none in force.</summary>
    /// <param name="shown">As in the header.</param>
    /// <param name="revoked">Cancelled when the key is taken back.</param>
    public ApiKey? Find(string shown, out CancellationToken revoked)
    {
        revoked = default;
        if (ApiKey.Split(shown) is not var (id, secret) || !_keys.TryGetValue(id, out var held) || !held.Key.IsSecret(secret)) return null;
        revoked = held.Revoked.Token;
        return held.Key;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the documents now.</summary>
    public async Task Look(CancellationToken cancel)
    {
        var (before, now) = (_keys, new Dictionary<string, Held>(StringComparer.Ordinal));
        foreach (var document in await documents.Documents(ApiKey.DocumentKind, cancel: cancel))
        {
            if (document.Body is not { } body) continue;
            try
            {
                var key = ApiKey.Read(body);
                now[key.Id] = before.TryGetValue(key.Id, out var held) && held.Document.AsSpan().SequenceEqual(body) ? held : new Held(key, body);
            }
            catch (JsonException e)
            {
                LogUnreadable(document.Id, e);
            }
        }

        _keys = now;
        foreach (var (id, held) in before)
            if (now.GetValueOrDefault(id) != held)
                await held.Revoked.CancelAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var turn = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await turn.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await Look(stoppingToken);
                }
                catch (StoreUnavailableException)
                {
                    // The keys that are in force stay in force; the next turn looks again.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "API key {KeyId} cannot be read; it is not in force.")]
    private partial void LogUnreadable(string keyId, Exception e);

    // No timer and no handle hangs on the source, so that it needs no disposal.
    private sealed record Held(ApiKey Key, byte[] Document)
    {
        public CancellationTokenSource Revoked { get; } = new();
    }
}
