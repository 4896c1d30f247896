using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace SmartStore.Flow.Tests.Cluster;

/// <summary>Silos know each other by their certificates: who has none of theirs is no silo, whatever else signed its own.</summary>
public sealed class SiloCertificateTests : IAsyncLifetime
{
    private const string Subject = "smartstore";

    private readonly FreshFolder _folder = new();
    private readonly TestAuthority _authority = new("Silos");
    private readonly TestAuthority _stranger = new("Strangers");
    private RedisProcess? _redis;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        _redis = await RedisProcess.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null) await _redis.DisposeAsync();
        _authority.Dispose();
        _stranger.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Two_silos_of_one_authority_serve_each_others_shoppers_and_a_third_of_another_ends_with_a_sentence_and_changes_nothing()
    {
        await using var first = await ServerProcess.Start(_folder.File("first"), flags: Flags("first", _authority, _authority, Subject));
        await using var second = await ServerProcess.Start(_folder.File("second"), flags: Flags("second", _authority, _authority, Subject));
        await using var one = await ShopClient.Connect(first);
        await using var two = await ShopClient.Connect(second);
        await one.Furnish();
        await two.KnowsShop();
        var shoppers = new List<string>();
        // Enough for both silos to have grains.
        for (var i = 0; i < 12; i++) shoppers.Add(await one.NewShopper([Purpose.Presence], "milk"));
        foreach (var shopper in shoppers) Assert.Equal("milk", (await two.GetList(shopper)).Items.Single().Id);
        await using var phone = two.Watch(shoppers[0]);
        await one.StandsIn(shoppers[0], "dairy", () => phone.Seen.Any(update => update.ZoneEntered?.ZoneId == "dairy"), "the zone");
        var members = await Members();
        Assert.Equal(2, members.Count);

        // It trusts its own authority, shows its own certificate, and has the subject of the silos.
        var third = await Refused("third", _stranger, _stranger, Subject);

        Assert.Matches($"^Silo 127\\.0\\.0\\.1:({first.Silo}|{second.Silo}) of cluster chain shows a certificate that is not its silos': .+ as that of --tls-cert\\.$", third);
        Assert.Equal(members, await Members());
        await one.StandsIn(shoppers[0], "bakery", () => phone.Seen.Any(update => update.ZoneEntered?.ZoneId == "bakery"), "the next zone");
        foreach (var shopper in shoppers)
        {
            Assert.Equal("milk", (await two.GetList(shopper)).Items.Single().Id);
            await two.PutList(shopper, CornerShop.Items(["bread"]));
            Assert.Equal("bread", (await one.GetList(shopper)).Items.Single().Id);
        }
    }

    [Fact]
    public async Task A_process_with_the_certificate_of_a_device_or_of_a_stranger_who_trusts_the_silos_is_no_silo_either()
    {
        await using var silo = await ServerProcess.Start(_folder.File("silo"), flags: Flags("silo", _authority, _authority, Subject));
        var members = await Members();

        var device = await Refused("device", _authority, _authority, "corner/terminal/desk-1");
        var stranger = await Refused("stranger", _stranger, _authority, Subject);

        Assert.Contains($"Silo 127.0.0.1:{silo.Silo} of cluster chain shows a certificate that is not its silos'", device, StringComparison.Ordinal);
        Assert.Contains("its subject has to be 'CN=corner/terminal/desk-1'", device, StringComparison.Ordinal);
        Assert.Contains($"Silo 127.0.0.1:{silo.Silo} of cluster chain does not take the certificate of --tls-cert for a silo's", stranger, StringComparison.Ordinal);
        Assert.Equal(members, await Members());
    }

    [Fact]
    public async Task A_certificate_that_is_not_for_both_ends_of_a_connection_is_refused_before_anything_is_written()
    {
        var said = await Refused("one-ended", _authority, _authority, Subject, TestAuthority.ForServers);

        Assert.Equal("The certificate of --tls-cert has to be for both ends of a connection between silos: extendedKeyUsage=serverAuth,clientAuth.", said);
        Assert.Empty(await Members());
    }

    [Fact]
    public async Task The_port_of_a_silo_hangs_up_on_everybody_but_a_silo()
    {
        await using var silo = await ServerProcess.Start(_folder.File("silo"), flags: Flags("silo", _authority, _authority, Subject));
        using var own = _authority.Issue(Subject, TestAuthority.ForClients);
        using var device = _authority.Issue("corner/terminal/desk-1", TestAuthority.ForClients);
        using var stranger = _stranger.Issue(Subject, TestAuthority.ForClients);

        // A silo introduces itself to another one at once.
        Assert.True(await IsAnswered(silo, own));
        Assert.False(await IsAnswered(silo, device));
        Assert.False(await IsAnswered(silo, stranger));
        Assert.False(await IsAnswered(silo, null));
    }

    private static async Task<bool> IsAnswered(ServerProcess silo, X509Certificate2? shown)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, silo.Silo, Eventually.Soon);
        await using var tls = new SslStream(new NetworkStream(socket));
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "silo", RemoteCertificateValidationCallback = static (_, silos, _, _) => silos?.Subject == $"CN={Subject}", LocalCertificateSelectionCallback = (_, _, _, _, _) => shown! }, Eventually.Soon);
            return await tls.ReadAsync(new byte[1], Eventually.Soon) > 0;
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private async Task<string> Refused(string name, TestAuthority by, TestAuthority trusts, string subject, params string[] uses)
    {
        await using var child = Child.SmartStore(
            ["serve", "--data", _folder.File(name), "--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0", "--silo-port", "0", "--silo-gateway-port", "0", .. Flags(name, by, trusts, subject, uses)]);
        var ended = await child.End();
        Assert.Equal((1, ""), (ended.Code, ended.Out));
        ended.ShowsNoStackTrace();
        return Assert.Single(ended.Complaints);
    }

    // Each with its state, and when it wrote last left out.
    private async Task<IReadOnlyList<string>> Members() =>
        [.. (await _redis!.Command("HVALS", "chain/members/chain")).Split('\n').Select(line => Regex.Replace(line, "\"IAmAliveTime\":\"[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1))).Where(line => line.Contains("\"Status\"", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private string[] Flags(string name, TestAuthority by, TestAuthority trusts, string subject, params string[] uses)
    {
        var (certificate, key) = (_folder.File($"{name}.crt"), _folder.File($"{name}.key"));
        by.Write(certificate, key, subject, uses.Length > 0 ? uses : [TestAuthority.ForServers, TestAuthority.ForClients]);
        return ["--store", _redis!.Address, "--cluster", "chain", "--tls-cert", certificate, "--tls-key", key, "--tls-client-ca", trusts.PemFile, "--mqtts-port", "0", "--https-port", "0", "--log-level", "warning"];
    }
}
