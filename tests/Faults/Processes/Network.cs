using System.Diagnostics;

namespace SmartStore.Faults.Tests.Processes;

/// <summary>
/// A network of its own for each server: a namespace with one address, all of them on one bridge, where the test and Redis are, too. A way is cut by
/// giving the other end a hardware address that nobody has: what is sent there vanishes, as behind a switch that failed. Needs root.
/// </summary>
internal sealed class Network : IAsyncDisposable
{
    private const string Nowhere = "02:00:00:00:00:99";

    private readonly int _servers;
    // Short, for the names of links, and new for each process that runs tests.
    private readonly string _name = $"ssf{Environment.ProcessId % 100_000}";

    private Network(int servers) => _servers = servers;

    /// <summary>Where clients are.</summary>
    public string Here => "10.213.7.254";

    /// <summary>Where Redis is, so that it can be cut off alone.</summary>
    public string Redis => "10.213.7.253";

    /// <summary>Lays it. Skips the test where that is not allowed.</summary>
    public static async Task<Network> Lay(int servers)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/ip"), "Network namespaces need root and iproute2.");
        var network = new Network(servers);
        try
        {
            await network.Build();
            return network;
        }
        catch (Exception e)
        {
            await network.DisposeAsync();
            throw Xunit.Sdk.SkipException.ForSkip($"This machine does not give out network namespaces: {e.Message}");
        }
    }

    public string Address(int server) => $"10.213.7.{server + 1}";

    /// <summary>What a process of this server runs under.</summary>
    public IReadOnlyList<string> Under(int server) => ["ip", "netns", "exec", Name(server)];

    /// <summary>From now on nothing that the server sends reaches these addresses.</summary>
    public async Task Cut(int server, params IEnumerable<string> from)
    {
        foreach (var address in from) await Ip("-n", Name(server), "neigh", "replace", address, "lladdr", Nowhere, "dev", "eth0", "nud", "permanent");
    }

    /// <summary>The ways work again.</summary>
    public async Task Mend(int server, params IEnumerable<string> from)
    {
        foreach (var address in from) await Ip("-n", Name(server), "neigh", "del", address, "dev", "eth0");
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _servers; i++) await Ip(mayFail: true, "netns", "del", Name(i));
        await Ip(mayFail: true, "link", "del", _name);
    }

    private string Name(int server) => $"{_name}-{server}";

    private async Task Build()
    {
        await Ip("link", "add", _name, "type", "bridge");
        await Ip("addr", "add", $"{Here}/24", "dev", _name);
        await Ip("addr", "add", $"{Redis}/24", "dev", _name);
        await Ip("link", "set", _name, "up");
        for (var i = 0; i < _servers; i++)
        {
            await Ip("netns", "add", Name(i));
            await Ip("link", "add", $"{_name}v{i}", "type", "veth", "peer", "name", "eth0", "netns", Name(i));
            await Ip("link", "set", $"{_name}v{i}", "master", _name);
            await Ip("link", "set", $"{_name}v{i}", "up");
            await Ip("-n", Name(i), "addr", "add", $"{Address(i)}/24", "dev", "eth0");
            await Ip("-n", Name(i), "link", "set", "eth0", "up");
            await Ip("-n", Name(i), "link", "set", "lo", "up");
        }
    }

    private static Task Ip(params string[] arguments) => Ip(mayFail: false, arguments);

    private static async Task Ip(bool mayFail, params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("/usr/sbin/ip", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (!mayFail && ip.ExitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {said.Trim()}");
    }
}
