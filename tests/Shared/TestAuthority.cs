using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmartStore.Tests;

/// <summary>A certificate authority that lives as long as a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddDays(10);

    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _root = request.CreateSelfSigned(From, To);
        File.WriteAllText(PemFile, Pem);
    }

    public string Pem => _root.ExportCertificatePem();

    public string PemFile { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    /// <summary>A certificate with its key.</summary>
    /// <param name="uses">What it is for: <see cref="ForServers"/>, <see cref="ForClients"/>.</param>
    public X509Certificate2 Issue(string commonName, params string[] uses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. uses.Select(use => new Oid(use))], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        if (uses.Contains(ForServers)) request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, From, To, RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Writes certificate and key of a server as PEM files.</summary>
    public void WriteServer(string certificateFile, string keyFile, string commonName) => Write(certificateFile, keyFile, commonName, ForServers);

    /// <summary>Writes certificate and key as PEM files.</summary>
    public void Write(string certificateFile, string keyFile, string commonName, params string[] uses)
    {
        using var certificate = Issue(commonName, uses);
        File.WriteAllText(keyFile, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
    }

    /// <summary>Trusts the authority's servers and shows them a certificate.</summary>
    public HttpMessageHandler Handler(X509Certificate2 certificate) => new SocketsHttpHandler
    {
        SslOptions =
        {
            ClientCertificates = [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root }, RevocationMode = X509RevocationMode.NoCheck },
        },
    };

    public void Dispose()
    {
        File.Delete(PemFile);
        _root.Dispose();
    }
}
