using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SmartStore.Api.Identity;

/// <summary>
/// The issuer's public keys (JWKS, RFC 7517). A file is read again when it has changed, a URL after ten minutes or when a token names a key
/// that is not among them, at most every 30 s. When the source fails, the keys that were read stay; without any, no token is valid.
/// </summary>
internal sealed partial class IssuerKeys(ApiOptions options, TimeProvider time, ILogger<IssuerKeys> log) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private const int DocumentBytesMax = 256 * 1024;

    private static readonly TimeSpan UrlKeptFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UrlAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FileAgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _source = options.Jwks!;
    private readonly bool _isUrl = Uri.TryCreate(options.Jwks, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = DocumentBytesMax };
    private readonly SemaphoreSlim _gate = new(1, 1);
    private OpenIdConnectConfiguration _keys = new();
    private string _stamp = "";
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;
    private volatile bool _keyMissing = true;
    private volatile bool _wasRead;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        // While they are read for the first time there are none to go on with: who comes meanwhile waits.
        if (_wasRead && !IsDue()) return _keys;
        await _gate.WaitAsync(cancel);
        try
        {
            if (IsDue()) await Read();
            _wasRead = true;
            return _keys;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A token named a key that is not among them.</summary>
    public void RequestRefresh() => _keyMissing = true;

    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }

    private bool IsDue()
    {
        var since = time.GetUtcNow() - _triedAt;
        return _isUrl ? since >= UrlKeptFor || (_keyMissing && since >= UrlAgainAfter) : since >= FileAgainAfter;
    }

    private async Task Read()
    {
        (_triedAt, _keyMissing) = (time.GetUtcNow(), false);
        try
        {
            var stamp = _isUrl ? "" : Stamp();
            if (stamp.Length > 0 && stamp == _stamp) return;
            // A file that cannot be used is told once, and read again when it has changed.
            _stamp = stamp;
            var keys = new OpenIdConnectConfiguration();
            foreach (var key in new JsonWebKeySet(await Document()).Keys)
                if (!string.IsNullOrEmpty(key.Kid) && key.Kty is "EC" or "RSA" && key.Use is null or "" or "sig") keys.SigningKeys.Add(key);
            _keys = keys;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or UnauthorizedAccessException or ArgumentException or CryptographicException or JsonException)
        {
            LogUnread(_source, _keys.SigningKeys.Count, e);
        }
    }

    private string Stamp()
    {
        var file = new FileInfo(_source);
        if (file.Length > DocumentBytesMax) throw new IOException($"The key file has {file.Length} bytes; the limit is {DocumentBytesMax}.");
        return $"{file.LastWriteTimeUtc.Ticks}:{file.Length}";
    }

    private Task<string> Document() => _isUrl ? _http.GetStringAsync(_source) : File.ReadAllTextAsync(_source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The issuer's keys could not be read from {Source}; going on with the {Keys} keys that were read before.")]
    private partial void LogUnread(string source, int keys, Exception e);
}
