using System.Globalization;
using System.Net;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>Where Redis is: <c>redis://[user:password@]host[:port][,host[:port]…][?sentinel=NAME&amp;replicas=N&amp;ssl=true]</c>.</summary>
/// <param name="EndPoints">At least one: servers, nodes of a Redis Cluster, or sentinels when <paramref name="Sentinel"/> is given.</param>
public sealed record RedisAddress(IReadOnlyList<EndPoint> EndPoints)
{
    /// <summary>How an address begins.</summary>
    public const string Scheme = "redis://";

    /// <summary>Largest number of replicas that can be waited for.</summary>
    public const int ReplicasMax = 5;

    private const int Port = 6379;
    private const int SentinelPort = 26379;

    /// <summary>Null: Redis' default user.</summary>
    public string? User { get; init; }

    /// <summary>Null: none.</summary>
    public string? Password { get; init; }

    /// <summary>The name under which the sentinels know the primary; null: the servers are asked themselves.</summary>
    public string? Sentinel { get; init; }

    /// <summary>Replicas that have to have a write before it is acknowledged, 0..<see cref="ReplicasMax"/>.</summary>
    public int Replicas { get; init; }

    /// <summary>Whether connections are encrypted.</summary>
    public bool Ssl { get; init; }

    /// <summary>The servers, without user and password: fit for logs and messages.</summary>
    public override string ToString() => Scheme + string.Join(',', EndPoints.Select(Text));

    /// <summary>Reads an address.</summary>
    /// <param name="text">As an operator wrote it; user and password may be percent-encoded.</param>
    /// <param name="address">The address, when it can be read.</param>
    /// <param name="wrong">Else one sentence, which does not repeat the password.</param>
    public static bool TryParse(string text, out RedisAddress? address, out string? wrong)
    {
        (address, wrong) = (null, null);
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) wrong = $"has to begin with {Scheme}.";
        else if (Split(text[Scheme.Length..], '?') is var (before, query) && !TryQuery(query, out var options, out wrong)) return false;
        else if (SplitLast(before, '@') is var (credentials, hosts) && !TryHosts(hosts, options.Sentinel is null ? Port : SentinelPort, out var endPoints)) wrong = "has to name servers as host[:port], separated by commas.";
        else
        {
            var (user, password) = credentials is null ? (null, null) : Split(credentials, ':');
            address = options with { EndPoints = endPoints, User = Decoded(user), Password = Decoded(password) };
            return true;
        }

        return false;
    }

    private static bool TryQuery(string? query, out RedisAddress options, out string? wrong)
    {
        (options, wrong) = (new RedisAddress([]), null);
        foreach (var part in query?.Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var (name, value) = Split(part, '=');
            switch (name)
            {
                case "sentinel" when !string.IsNullOrEmpty(value):
                    options = options with { Sentinel = Uri.UnescapeDataString(value) };
                    break;
                case "replicas" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas <= ReplicasMax:
                    options = options with { Replicas = replicas };
                    break;
                case "ssl" when bool.TryParse(value, out var ssl):
                    options = options with { Ssl = ssl };
                    break;
                default:
                    wrong = $"cannot have '{part}': known are sentinel=NAME, replicas=0..{ReplicasMax} and ssl=true|false.";
                    return false;
            }
        }

        return true;
    }

    private static bool TryHosts(string hosts, int defaultPort, out List<EndPoint> endPoints)
    {
        endPoints = [];
        foreach (var host in hosts.TrimEnd('/').Split(','))
        {
            if (!Uri.TryCreate($"tcp://{host}", UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.PathAndQuery is not ("" or "/") || uri.UserInfo.Length > 0 || uri.Port == 0) return false;
            var port = uri.IsDefaultPort ? defaultPort : uri.Port;
            endPoints.Add(IPAddress.TryParse(uri.Host, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(uri.Host, port));
        }

        return true;
    }

    /// <summary>An end point as host:port.</summary>
    internal static string Text(EndPoint endPoint) => endPoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endPoint.ToString()!;

    private static string? Decoded(string? text) => string.IsNullOrEmpty(text) ? null : Uri.UnescapeDataString(text);

    private static (string Before, string? After) Split(string text, char at) => text.IndexOf(at, StringComparison.Ordinal) is var index and >= 0 ? (text[..index], text[(index + 1)..]) : (text, null);

    // A password may hold an @ that was not encoded.
    private static (string? Before, string After) SplitLast(string text, char at) => text.LastIndexOf(at) is var index and >= 0 ? (text[..index], text[(index + 1)..]) : (null, text);
}
