using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;

namespace SmartStore.Grains.Hosting;

/// <summary>A process and the silos of its cluster do not take each other's certificates; the message is one sentence for an operator.</summary>
public sealed class PeerRefusedException(string message) : Exception(message);

/// <summary>How silos know each other: the authority signed both certificates, and their subject is one and the same.</summary>
internal static class PeerCertificates
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>True when a certificate may be shown by who connects and by who is connected to: it names both uses, or none.</summary>
    public static bool IsForBothEnds(X509Certificate2 certificate) => certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().All(static extension =>
        extension.EnhancedKeyUsages[ServerUse] is not null && extension.EnhancedKeyUsages[ClientUse] is not null);

    /// <summary>True when whoever shows this certificate belongs to the cluster. A device's certificate of the same authority has another subject.</summary>
    public static bool IsPeer(ClusterPlace place, X509Certificate? shown)
    {
        if (shown is not X509Certificate2 certificate || !certificate.SubjectName.RawData.AsSpan().SequenceEqual(place.Certificate!.SubjectName.RawData)) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(place.TrustedRoots!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}

/// <summary>
/// Before a silo writes itself into the membership, it introduces itself to every silo that is there. Where one of them refuses its certificate, or shows one that is no
/// silo's, it ends: Orleans would write it down first and try for five minutes.
/// </summary>
/// <param name="place">With a certificate.</param>
internal sealed class PeerCheck(ClusterPlace place, IMembershipTable membership) : IHostedService
{
    private const int Tries = 3;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    // A silo that is being stopped breaks off, too; soon after it listens no more.
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    /// <exception cref="PeerRefusedException">A silo of the cluster and this one do not take each other for silos.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Orleans would refuse its own certificate at each connection, and not at the start.
        if (!PeerCertificates.IsForBothEnds(place.Certificate!)) throw new PeerRefusedException("The certificate of --tls-cert has to be for both ends of a connection between silos: extendedKeyUsage=serverAuth,clientAuth.");
        await membership.InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);
        var silos = (await membership.ReadAllAsync(cancellationToken)).Members.Select(row => row.Item1).Where(silo => silo.Status is SiloStatus.Joining or SiloStatus.Active);
        var refusals = await Task.WhenAll(silos.Select(silo => Refusal(silo.SiloAddress.Endpoint, cancellationToken)));
        if (refusals.FirstOrDefault(refusal => refusal is not null) is { } first) throw new PeerRefusedException(first);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string?> Refusal(IPEndPoint silo, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            if (await Ask(silo, cancel) is not { } refusal) return null;
            if (tries == Tries) return refusal;
            await Task.Delay(AgainAfter, cancel);
        }
    }

    // Null: it takes us, or does not answer: what was killed may still stand in the membership.
    private async Task<string?> Ask(IPEndPoint silo, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            patience.CancelAfter(ConnectWithin);
            await socket.ConnectAsync(silo, patience.Token);
        }
        catch (Exception away) when (away is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }

        patience.CancelAfter(AnswerWithin);
        await using var tls = new SslStream(new NetworkStream(socket));
        var isPeer = true;
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = ClusterHosting.SiloName,
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => place.Certificate!,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => isPeer = PeerCertificates.IsPeer(place, shown),
                },
                patience.Token);
            // A silo introduces itself at once to one that it takes for a silo, and hangs up on all others.
            return await tls.ReadAsync(new byte[1], patience.Token) > 0 ? null : NotTaken(silo);
        }
        catch (AuthenticationException) when (!isPeer)
        {
            return $"Silo {silo} of cluster {place.Name} shows a certificate that is not its silos': --tls-client-ca of this process has to have signed it, and its subject has to be '{place.Certificate!.Subject}', as that of --tls-cert.";
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return NotTaken(silo);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private string NotTaken(IPEndPoint silo) =>
        $"Silo {silo} of cluster {place.Name} does not take the certificate of --tls-cert for a silo's: the authority of its --tls-client-ca has to have signed it, and its subject has to be that of the silos, and not '{place.Certificate!.Subject}'.";
}
