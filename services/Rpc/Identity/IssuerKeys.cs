using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using SmartStore.Rpc.Server;

namespace SmartStore.Rpc.Identity;

/// <summary>
/// The issuer's public keys (JWKS, RFC 7517), from a file or a URL, kept for ten minutes. A key id that is not among them
/// causes one more look, at most every 30 s. When the source fails, the keys we have stay; without any, no token is valid.
/// </summary>
public sealed partial class IssuerKeys : IDisposable
{
    private const int DocumentBytesMax = 256 * 1024;

    private readonly RpcAuthOptions _auth;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuerKeys> _logger;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Dictionary<string, SecurityKey> _keys = new(StringComparer.Ordinal);
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <summary>The keys of the issuer in the options.</summary>
    public IssuerKeys(IOptions<RpcOptions> options, TimeProvider time, ILogger<IssuerKeys> logger)
    {
        (_auth, _time, _logger) = (options.Value.Auth, time, logger);
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = DocumentBytesMax };
    }

    /// <summary>The key with this id; null when the issuer has none.</summary>
    public async ValueTask<SecurityKey?> FindAsync(string? keyId)
    {
        if (string.IsNullOrEmpty(keyId)) return null;
        if (IsFresh && _keys.TryGetValue(keyId, out var known)) return known;
        await _gate.WaitAsync();
        try
        {
            var mayTry = _time.GetUtcNow() - _triedAt >= _auth.UnknownKeyPause;
            if (mayTry && (!IsFresh || !_keys.ContainsKey(keyId))) await RefreshAsync();
            return _keys.GetValueOrDefault(keyId);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }

    private bool IsFresh => _time.GetUtcNow() - _readAt < _auth.KeysKeptFor;

    private async Task RefreshAsync()
    {
        _triedAt = _time.GetUtcNow();
        try
        {
            _keys = Read(await DocumentAsync());
            _readAt = _triedAt;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or UnauthorizedAccessException or ArgumentException or CryptographicException or System.Text.Json.JsonException)
        {
            KeysNotRead(_auth.Jwks, _keys.Count, e);
        }
    }

    private async Task<string> DocumentAsync()
    {
        if (Uri.TryCreate(_auth.Jwks, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return await _http.GetStringAsync(uri);
        var file = new FileInfo(_auth.Jwks!);
        if (file.Length > DocumentBytesMax) throw new IOException($"The key file has {file.Length} bytes; the limit is {DocumentBytesMax}.");
        return await File.ReadAllTextAsync(file.FullName);
    }

    private static Dictionary<string, SecurityKey> Read(string document)
    {
        var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
        foreach (var key in new JsonWebKeySet(document).Keys)
            if (!string.IsNullOrEmpty(key.Kid) && key.Kty is "EC" or "RSA" && key.Use is null or "" or "sig") keys[key.Kid] = key;
        return keys;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The issuer's keys could not be read from {Source}; going on with the {Keys} keys we have.")]
    private partial void KeysNotRead(string? source, int keys, Exception failure);
}
