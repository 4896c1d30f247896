using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace SmartStore.Ingest.Door;

/// <summary>
/// The server's certificate and the authority of its clients, from PEM files. The files are looked at again at handshakes, at most
/// every few seconds: a renewed certificate needs no restart; one that cannot be read leaves the old one in use.
/// </summary>
public sealed partial class TlsCertificates
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(5);

    private static readonly System.Security.Cryptography.Oid s_clientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly Lock _gate = new();
    private readonly TlsFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Loaded _loaded;
    private long _lookedAt;

    /// <summary>Reads the files; throws with the path if one cannot be used.</summary>
    public TlsCertificates(TlsFiles files, ILogger<TlsCertificates> logger, TimeProvider? time = null)
    {
        (_files, _logger, _time) = (files, logger, time ?? TimeProvider.System);
        _loaded = Load();
        _lookedAt = _time.GetTimestamp();
    }

    /// <summary>What a handshake has to use now.</summary>
    public SslServerAuthenticationOptions Current(params IEnumerable<SslApplicationProtocol> protocols)
    {
        var loaded = Look();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = loaded.Server,
            ApplicationProtocols = [.. protocols],
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateRequired = loaded.ClientAuthority is not null,
            CertificateChainPolicy = loaded.ClientPolicy(),
            // Password devices come without a certificate; one that is shown has to be good.
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => certificate is null || (loaded.ClientAuthority is not null && errors == SslPolicyErrors.None),
        };
    }

    /// <summary>Puts TLS in front of a listener that speaks MQTT.</summary>
    public void Protect(ListenOptions listen)
    {
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(Current(new SslApplicationProtocol("mqtt"))),
        });
    }

    private Loaded Look()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) < s_lookAgain) return _loaded;
            _lookedAt = _time.GetTimestamp();
            try
            {
                if (_files.Stamp() != _loaded.Stamp) _loaded = Load();
            }
            catch (Exception exception) when (exception is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
            {
                LogUnreadable(_logger, _files.Certificate, exception);
            }
            return _loaded;
        }
    }

    private Loaded Load()
    {
        var stamp = _files.Stamp();
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_files.Certificate);
        var server = X509Certificate2.CreateFromPemFile(_files.Certificate, _files.Key);
        X509Certificate2Collection? authority = _files.ClientAuthority is null ? null : [];
        if (_files.ClientAuthority is { } path) authority!.ImportFromPemFile(path);
        return new Loaded(stamp, SslStreamCertificateContext.Create(server, chain, offline: true), authority);
    }

    private sealed record Loaded(string Stamp, SslStreamCertificateContext Server, X509Certificate2Collection? ClientAuthority)
    {
        public X509ChainPolicy? ClientPolicy()
        {
            if (ClientAuthority is null) return null;
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(ClientAuthority);
            // One that names its uses must name this one: a server's certificate of the same authority is no device.
            policy.ApplicationPolicy.Add(s_clientAuthentication);
            return policy;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Certificate {Path} cannot be read; the old one stays in use.")]
    private static partial void LogUnreadable(ILogger logger, string path, Exception exception);
}

/// <summary>Where the PEM files are.</summary>
/// <param name="Certificate">Certificate, with its chain if it has one.</param>
/// <param name="Key">Private key.</param>
/// <param name="ClientAuthority">Authorities whose certificates clients may show; null: clients show none.</param>
public sealed record TlsFiles(string Certificate, string Key, string? ClientAuthority = null)
{
    internal string Stamp() => string.Join('|', new[] { Certificate, Key, ClientAuthority }.Select(path =>
        path is null ? "" : $"{File.GetLastWriteTimeUtc(path).Ticks}:{new FileInfo(path).Length}"));
}
