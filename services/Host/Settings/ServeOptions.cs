using System.Net;

namespace SmartStore.Host.Settings;

/// <summary>What one server process runs with. See <see cref="ServeSettings"/> for the flags.</summary>
internal sealed record ServeOptions
{
    /// <summary>What one process can do.</summary>
    public static readonly string[] KnownRoles = ["ingest", "presence", "push", "console"];

    public string Data { get; init; } = "./data";
    public string Bind { get; init; } = "127.0.0.1";
    public int MqttPort { get; init; } = 1883;
    public int HttpPort { get; init; } = 8080;
    public int GrpcPort { get; init; } = 8081;
    public int MqttsPort { get; init; } = 8883;
    public int HttpsPort { get; init; } = 8443;
    public IReadOnlyList<string> Roles { get; init; } = KnownRoles;
    public string Store { get; init; } = "sqlite";
    public bool Insecure { get; init; }
    public bool JsonLog { get; init; }
    public string LogLevel { get; init; } = "info";
    public string? TlsCertificate { get; init; }
    public string? TlsKey { get; init; }
    public string? TlsClientCa { get; init; }
    public string? JwtIssuer { get; init; }
    public string? JwtAudience { get; init; }
    public string? Jwks { get; init; }
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];
    public int MqttPacketMax { get; init; } = 257 * 1024;
    public string? MqttUpstream { get; init; }

    /// <summary>PEM file of the authority whose certificate the upstream broker has to show; null: what the system trusts.</summary>
    public string? MqttUpstreamCa { get; init; }

    /// <summary>JSON file of the tags whose ids rotate, with their keys; null: none.</summary>
    public string? TagKeys { get; init; }
    public bool LimitsOnLoopback { get; init; }
    public TimeSpan VisitEnd { get; init; } = TimeSpan.FromSeconds(120);
    public TimeSpan Snooze { get; init; } = TimeSpan.FromMinutes(10);
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromHours(6);
    public TimeSpan SuggestionExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Address to listen on.</summary>
    public IPAddress Address => Bind switch { "localhost" => IPAddress.Loopback, "*" => IPAddress.Any, _ => IPAddress.Parse(Bind) };

    /// <summary>True when certificates are given and the TLS ports open.</summary>
    public bool HasTls => TlsCertificate is not null;

    /// <summary>True when calls need a bearer token.</summary>
    public bool HasTokens => JwtIssuer is not null;

    /// <summary>True when nobody can reach this process from another machine.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>What is wrong with an address to listen on; null: nothing.</summary>
    public static string? WrongBind(string bind) => bind is "localhost" or "*" || IPAddress.TryParse(bind, out _) ? null : "has to be an IP address, localhost or *";

    /// <summary>What is wrong with a list of roles; null: nothing.</summary>
    public static string? WrongRoles(string roles)
    {
        var given = List(roles);
        if (given.FirstOrDefault(role => !KnownRoles.Contains(role)) is { } unknown) return $"cannot have '{unknown}', which is not one of {string.Join(", ", KnownRoles)}.";
        return KnownRoles.Except(given).Any() ? $"over several processes needs Redis, which is not built yet; leave it out, or give all of {string.Join(",", KnownRoles)} to the one process." : null;
    }

    /// <summary>What is wrong with a store; null: nothing.</summary>
    public static string? WrongStore(string store) => store switch
    {
        "sqlite" => null,
        _ when store.StartsWith("redis://", StringComparison.Ordinal) => "redis:// is not built yet; use sqlite, which runs one process.",
        _ => "has to be sqlite",
    };

    /// <summary>The words of a list with commas.</summary>
    public static string[] List(string words) => words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Itself, when its parts agree.</summary>
    /// <exception cref="UsageException">One sentence about what contradicts.</exception>
    public ServeOptions Checked()
    {
        if ((TlsCertificate is null) != (TlsKey is null)) throw new UsageException("--tls-cert and --tls-key go together; give both.");
        if (TlsClientCa is not null && TlsCertificate is null) throw new UsageException("--tls-client-ca needs --tls-cert and --tls-key.");
        foreach (var file in new[] { TlsCertificate, TlsKey, TlsClientCa })
            if (file is not null && !File.Exists(file))
                throw new UsageException($"There is no file {file}; check the --tls flags.");
        if (TagKeys is not null && !File.Exists(TagKeys)) throw new UsageException($"There is no file {TagKeys}; check --tag-keys.");
        if ((JwtIssuer is null) != (JwtAudience is null) || (JwtIssuer is null) != (Jwks is null)) throw new UsageException("--jwt-issuer, --jwt-audience and --jwks go together; give all three.");
        if (!IsLoopback && !Insecure && (!HasTls || !HasTokens))
            throw new UsageException($"--bind {Bind} opens this store to the network: give --tls-cert, --tls-key and --jwt-issuer, --jwt-audience, --jwks, or accept the risk with --insecure.");
        return this;
    }
}
