using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

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
    public ApiKey? Find(string shown, out CancellationToken revoked)
    {
        revoked = default;
        if (ApiKey.Split(shown) is not var (id, secret) || !_keys.TryGetValue(id, out var held) || !held.Key.IsSecret(secret)) return null;
        revoked = held.Revoked.Token;
        return held.Key;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.Every(LookEvery, () => LookAgain(stoppingToken), stoppingToken);

    private async Task LookAgain(CancellationToken stopping)
    {
        try
        {
            await Look(stopping);
        }
        catch (StoreUnavailableException)
        {
            // The keys that are in force stay in force; the next turn looks again.
        }
        catch (Exception error) when (error is not OutOfMemoryException && !stopping.IsCancellationRequested)
        {
            // The same: a failure that left this loop would end the process.
            LogNotRead(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "API key {KeyId} cannot be read; it is not in force.")]
    private partial void LogUnreadable(string keyId, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The API keys could not be read; those that are in force stay in force.")]
    private partial void LogNotRead(Exception error);

    // No timer and no handle hangs on the source, so that it needs no disposal.
    private sealed record Held(ApiKey Key, byte[] Document)
    {
        public CancellationTokenSource Revoked { get; } = new();
    }
}

/// <summary>Callers that show <c>x-api-key: id.secret</c>.</summary>
internal sealed class ApiKeyHandler(ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    public const string Header = "x-api-key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.Find(Request.Headers[Header].ToString(), out var revoked) is not { } key) return Task.FromResult(AuthenticateResult.Fail("No such key."));
        Context.Features.Set(new CredentialEnd(null, revoked));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(ApiIdentity.Principal(Schemes.ApiKey, key.Id, key.Roles), Schemes.ApiKey)));
    }
}
