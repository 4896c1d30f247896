using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Exceptions;
using SmartStore.Contracts.Mqtt;
using SmartStore.Ingest.Door.Identity;
using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>MQTT over TLS through Kestrel, with certificates made for each test.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private const string ConnectAnonymous = "100D00044D5154540402003C000161";
    private const string Device = "s1/scanner/door-3";

    private readonly string _folder = Directory.CreateTempSubdirectory("mqtt-tls").FullName;
    private readonly TestAuthority _authority = new("shop");
    private readonly KeptDevices _devices = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private OpenDoor _door = null!;

    private string CertificateFile => Path.Combine(_folder, "server.pem");

    private string KeyFile => Path.Combine(_folder, "server.key");

    public async ValueTask InitializeAsync()
    {
        _authority.WriteServer(CertificateFile, KeyFile, "first");
        await _devices.Add("s1", DeviceKind.Scanner, "door-3");
        var tls = new TlsCertificates(new TlsFiles(CertificateFile, KeyFile, _authority.PemFile), NullLogger<TlsCertificates>.Instance, _time);

        _door = await OpenDoor.Open(devices: _devices.Process(), tls: tls);
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart_and_an_unreadable_one_is_not()
    {
        Assert.Equal("CN=first", await Shown());
        _authority.WriteServer(CertificateFile, KeyFile, "second, and longer");
        Assert.Equal("CN=first", await Shown());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=\"second, and longer\"", await Shown());

        await File.WriteAllTextAsync(CertificateFile, "half a certificate");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=\"second, and longer\"", await Shown());
    }

    [Fact]
    public async Task A_connection_that_was_made_before_the_renewal_goes_on()
    {
        await using var line = await Dial(certificate: null);
        await Say(line, ConnectAnonymous);
        Assert.Equal("20020000", await Hear(line, 4));
        _authority.WriteServer(CertificateFile, KeyFile, "second, and longer");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=\"second, and longer\"", await Shown());
        await Say(line, "C000");
        Assert.Equal("D000", await Hear(line, 2));
    }

    [Fact]
    public async Task A_client_certificate_is_the_identity_with_its_rights()
    {
        using var certificate = _authority.Issue(Device, TestAuthority.ForClients);
        await using var line = await Dial(certificate);
        await Say(line, ConnectAnonymous);
        Assert.Equal("20020000", await Hear(line, 4));
        await Say(line, Packet("82", "0001" + Text("smartstore/v1/s1/scanners/door-3/#") + "00"));
        Assert.Equal("9003000100", await Hear(line, 5));
        await Say(line, Packet("82", "0002" + Text("smartstore/v1/s1/scanners/other/#") + "00"));
        Assert.Equal("9003000280", await Hear(line, 5));
    }

    [Fact]
    public async Task A_certificate_of_a_device_that_is_not_registered_is_refused()
    {
        using var certificate = _authority.Issue("s1/scanner/stranger", TestAuthority.ForClients);
        await using var line = await Dial(certificate);
        await Say(line, ConnectAnonymous);
        Assert.Equal("20020005", await Hear(line, 4));
        Assert.Equal("", await Hear(line, 1));
    }

    [Fact]
    public async Task A_removed_device_is_refused_although_its_certificate_is_good()
    {
        await _devices.Remove("s1", DeviceKind.Scanner, "door-3");
        using var certificate = _authority.Issue(Device, TestAuthority.ForClients);
        await using var line = await Dial(certificate);
        await Say(line, ConnectAnonymous);
        Assert.Equal("20020005", await Hear(line, 4));
    }

    [Fact]
    public async Task A_certificate_of_a_foreign_authority_does_not_get_through_the_handshake()
    {
        using var foreign = new TestAuthority("shop"); // even of the same name
        using var certificate = foreign.Issue(Device, TestAuthority.ForClients);
        await ExpectNoHandshake(certificate);
    }

    [Fact]
    public async Task The_certificate_of_a_server_is_not_one_of_a_client()
    {
        using var certificate = _authority.Issue(Device, TestAuthority.ForServers);
        await ExpectNoHandshake(certificate);
    }

    [Fact]
    public async Task Our_client_comes_in_by_the_authority_and_the_certificate_it_was_given()
    {
        using var certificate = _authority.Issue(Device, TestAuthority.ForClients);
        using var client = new MqttClientFactory().CreateMqttClient();
        Assert.Equal(MqttClientConnectResultCode.Success, (await client.ConnectAsync(OurClient("127.0.0.1", _authority, certificate))).ResultCode);
        var answer = await client.PublishAsync(OpenDoor.Message("smartstore/v1/s1/scanners/door-3/status", "online"u8));
        Assert.Equal(MqttClientPublishReasonCode.TopicNameInvalid, answer.ReasonCode); // the layout has no such scanner
    }

    [Fact]
    public async Task Our_client_turns_away_from_a_server_of_another_authority()
    {
        using var foreign = new TestAuthority("shop"); // even of the same name
        await ExpectOursTurnsAway("127.0.0.1", foreign);
    }

    [Fact]
    public async Task Our_client_turns_away_from_a_server_that_its_certificate_does_not_name() => await ExpectOursTurnsAway("localhost", _authority);

    private async Task ExpectOursTurnsAway(string host, TestAuthority trusted)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.ConnectAsync(OurClient(host, trusted, certificate: null)));
        Assert.Equal(0, _door.Broker.Sessions);
    }

    private MqttClientOptions OurClient(string host, TestAuthority trusted, X509Certificate2? certificate)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(trusted.Pem);
        return new BrokerOptions { Broker = new BrokerAddress(BrokerTransport.Tls, host, _door.Port), ClientId = "ours", TrustedRoots = roots, Certificate = certificate }.ToClient();
    }

    // With TLS 1.3 a client believes that its handshake is done before the server has looked at its certificate.
    private async Task ExpectNoHandshake(X509Certificate2 certificate)
    {
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var line = await Dial(certificate);
            await Say(line, ConnectAnonymous);
            if (await Hear(line, 4) is "") throw new AuthenticationException("closed without a word");
        });
        Assert.Equal(0, _door.Broker.Sessions);
    }

    private async Task<string> Shown()
    {
        await using var line = await Dial(certificate: null);
        return line.RemoteCertificate!.Subject;
    }

    private async Task<SslStream> Dial(X509Certificate2? certificate)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _door.Port);
        var line = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await line.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                CertificateChainPolicy = Policy(),
            });
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }

        return line;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(_authority.Pem);
        return policy;
    }

    private static async Task Say(SslStream line, string hex) => await line.WriteAsync(Convert.FromHexString(hex));

    /// <summary>So many bytes as hex; fewer at the end of the connection.</summary>
    private static async Task<string> Hear(SslStream line, int count)
    {
        var bytes = new byte[count];
        var read = await line.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false).AsTask().WaitAsync(OpenDoor.Patience);
        return Convert.ToHexString(bytes.AsSpan(0, read));
    }
}
