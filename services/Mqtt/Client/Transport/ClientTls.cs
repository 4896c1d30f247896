using System.Security.Cryptography.X509Certificates;

namespace SmartStore.Mqtt.Client.Transport;

/// <summary>What the client trusts and what it shows. Ignored without TLS.</summary>
public sealed record ClientTls
{
    /// <summary>Trust exactly these authorities. Default null: what the system trusts.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>The device's own certificate with its private key. Default null: none is shown.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether revocation is looked up on line. Default off: a device in a shop reaches the broker, not the authority.</summary>
    public bool CheckRevocation { get; init; }

    internal X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck };
        if (TrustedRoots is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(TrustedRoots);
        return policy;
    }
}
