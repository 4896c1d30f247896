using System.Net;

namespace SmartStore.Host.Settings;

/// <summary>What one server process runs with. <see cref="ServeSettings"/> says what each is for.</summary>
internal sealed record ServeOptions
{
    /// <summary>What one process can do.</summary>
    public static readonly string[] KnownRoles = ["grains", "ingest", "api", "console", Insights];

    private const string Insights = "insights";

    /// <summary>A port that stays closed.</summary>
    public const int NoPort = -1;

    /// <summary>What this process does. The journal of a cluster lies in one file, so that its role is no process's unless it is said.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [.. KnownRoles.Where(static role => role != Insights)];

    public string Data { get; init; } = "./data";
    public StorePlace Store { get; init; } = StorePlace.Sqlite;
    public string Bind { get; init; } = "127.0.0.1";
    public int MqttPort { get; init; } = 1883;
    public int HttpPort { get; init; } = 8080;
    public int GrpcPort { get; init; } = 8081;
    public int MqttsPort { get; init; } = 8883;
    public int HttpsPort { get; init; } = 8443;
    public int SiloPort { get; init; } = 11111;
    public int SiloGatewayPort { get; init; } = 30000;

    /// <summary>Null: <see cref="Bind"/>.</summary>
    public IPAddress? Advertise { get; init; }
    public bool Insecure { get; init; }
    public bool JsonLog { get; init; }
    public string LogLevel { get; init; } = "info";
    public string? TlsCertificate { get; init; }
    public string? TlsKey { get; init; }
    public string? TlsClientCa { get; init; }
    public string? JwtIssuer { get; init; }
    public string? JwtAudience { get; init; }
    public string? Jwks { get; init; }
    public string? OidcClientId { get; init; }
    public string? OidcClientSecret { get; init; }
    public IReadOnlyList<string> OidcScopes { get; init; } = [];
    public string? WebPushKey { get; init; }
    public string? WebPushContact { get; init; }
    public IReadOnlyList<string> WebPushServices { get; init; } = [];
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];
    public int MqttPacketMax { get; init; } = 257 * 1024;
    public string? MqttUpstream { get; init; }
    public string? MqttUpstreamCa { get; init; }
    public Uri? Otlp { get; init; }
    public int TracePercent { get; init; } = 100;
    public bool Dashboard { get; init; }
    public string? TagKeys { get; init; }
    public bool LimitsOnLoopback { get; init; }
    public TimeSpan VisitEnd { get; init; } = TimeSpan.FromSeconds(120);
    public TimeSpan Snooze { get; init; } = TimeSpan.FromMinutes(10);
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromHours(6);
    public TimeSpan SuggestionExpiry { get; init; } = TimeSpan.FromMinutes(10);
    public string ConsentText { get; init; } = "";
    public TimeSpan ErasedKept { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Address to listen on.</summary>
    public IPAddress Address => Bind switch { "localhost" => IPAddress.Loopback, "*" => IPAddress.Any, _ => IPAddress.Parse(Bind) };

    /// <summary>True when devices may connect here.</summary>
    public bool HasDoor => TakesDevices && MqttPort != NoPort;

    /// <summary>True when grains live here. False: this process is an edge of a cluster, and its grains are elsewhere.</summary>
    public bool HasSilo => Roles.Contains("grains");

    /// <summary>True when devices' messages are taken here, from devices or from a broker.</summary>
    public bool TakesDevices => Roles.Contains("ingest");

    /// <summary>True when calls are answered here.</summary>
    public bool HasApi => Roles.Contains("api");

    /// <summary>True when pages are served here. They call their own origin, so they are served only where calls are answered.</summary>
    public bool HasPages => HasApi && Roles.Contains("console");

    /// <summary>True when the journal moves from Redis to a file here. In a folder's store it is in its place already.</summary>
    public bool MovesJournal => Roles.Contains(Insights) && Store.Redis is not null;

    /// <summary>True when nothing else is done here: no grains, and no client of them.</summary>
    public bool HasOnlyInsights => Roles is [Insights];

    /// <summary>The address at which other silos reach this one.</summary>
    public IPAddress Silo => Advertise ?? (Address.Equals(IPAddress.Any) ? IPAddress.Loopback : Address);

    /// <summary>True when certificates are given and the TLS ports open.</summary>
    public bool HasTls => TlsCertificate is not null;

    /// <summary>True when no other machine can reach this process.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

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
        if (OidcClientId is null && (OidcClientSecret is not null || OidcScopes.Count > 0)) throw new UsageException("--oidc-client-secret and --oidc-scope need --oidc-client-id.");
        if (OidcClientId is not null && !(Uri.TryCreate(JwtIssuer, UriKind.Absolute, out var issuer) && (issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))))
            throw new UsageException("--oidc-client-id needs --jwt-issuer to be the address at which the issuer serves OpenID Connect: https, or http on loopback.");
        if (WebPushKey is null && (WebPushContact is not null || WebPushServices.Count > 0)) throw new UsageException("--web-push-contact and --web-push-services need --web-push-key.");
        if (WebPushKey is not null && WebPushContact is null) throw new UsageException("--web-push-key needs --web-push-contact: push services want to know whom to write to.");
        if (!IsLoopback && !Insecure && (!HasTls || JwtIssuer is null))
            throw new UsageException($"--bind {Bind} opens this store to the network: give --tls-cert, --tls-key and --jwt-issuer, --jwt-audience, --jwks, or accept the risk with --insecure.");
        if (HasOnlyInsights && Store.Redis is null)
            throw new UsageException("--role insights has nothing to do alone without --store redis://…: in a folder, the journal is where it belongs already.");
        if (!HasSilo && Store.Redis is null)
            throw new UsageException($"--role {string.Join(',', Roles)} leaves the grains to other processes: give --store redis://…, where they find each other, or add the role grains.");
        if (Dashboard && !(HasSilo && HasApi)) throw new UsageException("--dashboard needs the roles grains and api in its process.");
        if (!TakesDevices && MqttUpstream is not null) throw new UsageException("--mqtt-upstream needs the role ingest.");
        if (Store.Redis is null || !HasSilo) return this;
        if (Advertise is null && Address.Equals(IPAddress.Any)) throw new UsageException("--bind * leaves open how other silos reach this one; give its address with --advertise.");
        if (!IPAddress.IsLoopback(Silo) && !Insecure && (!HasTls || TlsClientCa is null))
            throw new UsageException($"--advertise {Silo} opens this silo to the network: give --tls-cert, --tls-key and --tls-client-ca, with which silos know each other, or accept the risk with --insecure.");
        return this;
    }
}

/// <summary>The table of everything that <c>serve</c> and <c>demo</c> can be told. Each row is a flag, an environment variable and a line of the configuration file.</summary>
internal sealed class ServeSettings
{
    private readonly List<(Option Option, Func<ServeOptions, ParseResult, ServeOptions> Read)> _table = [];

    /// <param name="defaults">What holds where nothing is given.</param>
    public ServeSettings(ServeOptions defaults)
    {
        Row(Setting.Folder("data", "Folder of the database; made when absent", defaults.Data), static (to, value) => to with { Data = value });
        Row(Setting.Text("bind", "ADDRESS", "Address to listen on; anything but loopback needs TLS and credentials, or --insecure", defaults.Bind, WrongBind), static (to, value) => to with { Bind = value });
        Row(Setting.PortOrNone("mqtt-port", "MQTT over TCP; none: no device connects here, by WebSocket either, and --mqtt-upstream brings what they say", defaults.MqttPort), static (to, value) => to with { MqttPort = value });
        Row(Setting.Port("http-port", "HTTP/1.1: health, metrics, JSON, gRPC-Web, server-sent events, MQTT over WebSocket at /mqtt", defaults.HttpPort), static (to, value) => to with { HttpPort = value });
        Row(Setting.Port("grpc-port", "gRPC (HTTP/2 prior knowledge)", defaults.GrpcPort), static (to, value) => to with { GrpcPort = value });
        Row(Setting.Port("mqtts-port", "MQTT over TLS, when certificates are given", defaults.MqttsPort), static (to, value) => to with { MqttsPort = value });
        Row(Setting.Port("https-port", "HTTPS with HTTP/1.1 and HTTP/2, when certificates are given", defaults.HttpsPort), static (to, value) => to with { HttpsPort = value });
        Row(Setting.Text("role", "ROLES", "Roles of this process, comma-separated. Without grains it is an edge of a cluster, with --store redis://. insights moves the journal from there to a file in --data: in one process of a cluster", string.Join(',', defaults.Roles), WrongRoles), static (to, value) => to with { Roles = [.. ServeOptions.KnownRoles.Intersect(ServeOptions.List(value))] });
        Row(StorePlace.StoreOption(), static (to, value) => to with { Store = to.Store with { Store = value } });
        Row(StorePlace.ClusterOption(), static (to, value) => to with { Store = to.Store with { Cluster = value } });
        Row(Setting.Port("silo-port", "Other silos of the cluster, with --store redis://", defaults.SiloPort), static (to, value) => to with { SiloPort = value });
        Row(Setting.Port("silo-gateway-port", "Processes of the cluster without a silo, with --store redis://", defaults.SiloGatewayPort), static (to, value) => to with { SiloGatewayPort = value });
        Row(Setting.Optional("advertise", "IP", "Address at which other silos reach this one; that of --bind by default", static ip => IPAddress.TryParse(ip, out _) ? null : "has to be an IP address"), static (to, value) => to with { Advertise = value is null ? null : IPAddress.Parse(value) });
        Row(Setting.Switch("insecure", "Listen beyond loopback without TLS and credentials; warns"), static (to, value) => to with { Insecure = value });
        Row(Setting.OneOf("log", "Form of the log on stderr", "text", "text", "json"), static (to, value) => to with { JsonLog = value == "json" });
        Row(Setting.OneOf("log-level", "What is logged", defaults.LogLevel, "debug", "info", "warning", "error"), static (to, value) => to with { LogLevel = value });
        Row(Setting.Optional("tls-cert", "FILE", "Server certificate, PEM; read again when it changes"), static (to, value) => to with { TlsCertificate = value });
        Row(Setting.Optional("tls-key", "FILE", "Its private key, PEM"), static (to, value) => to with { TlsKey = value });
        Row(Setting.Optional("tls-client-ca", "FILE", "CA that signs devices' certificates, PEM; identity = the certificate's name"), static (to, value) => to with { TlsClientCa = value });
        Row(Setting.Optional("jwt-issuer", "ISSUER", "Issuer of bearer tokens; with it, calls need a token"), static (to, value) => to with { JwtIssuer = value });
        Row(Setting.Optional("jwt-audience", "AUDIENCE", "Audience of bearer tokens"), static (to, value) => to with { JwtAudience = value });
        Row(Setting.Optional("jwks", "FILE|URL", "Keys that sign bearer tokens"), static (to, value) => to with { Jwks = value });
        Row(Setting.Optional("oidc-client-id", "ID", "People may sign in with a browser, by OpenID Connect at --jwt-issuer, which knows this server by this name and sends them back to /signin/callback"), static (to, value) => to with { OidcClientId = value });
        Row(Setting.Optional("oidc-client-secret", "SECRET", "With which this server proves to the issuer that it is that client; none: a public client. The environment or the configuration file keeps it from lists of processes"), static (to, value) => to with { OidcClientSecret = value });
        Row(Setting.Optional("oidc-scope", "SCOPES", "What is asked of the issuer beside openid, comma-separated: what makes it put the claim roles into identity tokens"), static (to, value) => to with { OidcScopes = ServeOptions.List(value ?? "") });
        Row(Setting.Optional("web-push-key", "FILE", "Private key of P-256, PEM, with which pushes to browsers are signed (VAPID); without it none are sent. Another key ends all subscriptions"), static (to, value) => to with { WebPushKey = value });
        Row(Setting.Optional("web-push-contact", "ADDRESS", "Whom push services write to about this server: mailto:… or https://…", WrongContact), static (to, value) => to with { WebPushContact = value });
        Row(Setting.Optional("web-push-services", "ORIGINS", "Push services that are sent to beside those of Chrome, Edge, Firefox and Safari, comma-separated"), static (to, value) => to with { WebPushServices = ServeOptions.List(value ?? "") });
        Row(Setting.Optional("cors-origin", "ORIGINS", "Web origins whose pages may call and open MQTT over WebSocket, comma-separated; none but the server's own by default"), static (to, value) => to with { CorsOrigins = ServeOptions.List(value ?? "") });
        Row(Setting.Number("mqtt-packet-max", "Longest MQTT packet taken, bytes", defaults.MqttPacketMax, 4 * 1024, 16 * 1024 * 1024), static (to, value) => to with { MqttPacketMax = value });
        Row(Setting.Optional("mqtt-upstream", "URL", "Also take sightings and taps from this broker: mqtt(s)://[user:password@]host[:port]"), static (to, value) => to with { MqttUpstream = value });
        Row(Setting.Optional("mqtt-upstream-ca", "FILE", "CA that the certificate of an mqtts broker has to come from, PEM; by default what the system trusts"), static (to, value) => to with { MqttUpstreamCa = value });
        Row(Setting.Optional("otlp", "URL", "Send traces from cause to update to this OpenTelemetry collector: http(s)://host:4317 over gRPC, http(s)://host:4318/v1/traces over HTTP", WrongCollector), static (to, value) => to with { Otlp = value is null ? null : new Uri(value) });
        Row(Setting.Number("trace-percent", "With --otlp: share of the causes that are traced", defaults.TracePercent, 1, 100), static (to, value) => to with { TracePercent = value });
        Row(Setting.Switch("dashboard", "Orleans' dashboard at /orleans on the HTTP ports, for operators"), static (to, value) => to with { Dashboard = value });
        Row(Setting.Optional("tag-keys", "FILE", "Identity keys and clocks of shoppers' Eddystone-EID tags, JSON; secret, read once at start"), static (to, value) => to with { TagKeys = value });
        Row(Setting.Switch("limits-on-loopback", "Rate and connection limits for anonymous clients on loopback, too"), static (to, value) => to with { LimitsOnLoopback = value });
        Row(Setting.Time("visit-end", "A visit ends after this long without evidence", defaults.VisitEnd), static (to, value) => to with { VisitEnd = value });
        Row(Setting.Time("snooze", "A snoozed suggestion comes again after this long", defaults.Snooze), static (to, value) => to with { Snooze = value });
        Row(Setting.Time("repeat-after", "The same suggestion is not shown again before this long", defaults.RepeatAfter), static (to, value) => to with { RepeatAfter = value });
        Row(Setting.Time("suggestion-expiry", "A suggestion is worth nothing after this long", defaults.SuggestionExpiry), static (to, value) => to with { SuggestionExpiry = value });
        Row(Setting.Optional("consent-text", "VERSION", "Which text shoppers are asked to agree to; with it, a consent that gives more has to name its text"), static (to, value) => to with { ConsentText = value ?? "" });
        Row(Setting.Time("erased-kept", "An order whose shopper was erased is kept for this long after it is over, and the answer to the erasure, too", defaults.ErasedKept), static (to, value) => to with { ErasedKept = value });
    }

    /// <summary>The flags of a command.</summary>
    public IEnumerable<Option> Options => _table.Select(row => row.Option);

    /// <summary>The values of one run.</summary>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public ServeOptions Read(ParseResult line) => _table.Aggregate(new ServeOptions(), (read, row) => row.Read(read, line)).Checked();

    private void Row<T>(Option<T> option, Func<ServeOptions, T, ServeOptions> put) => _table.Add((option, (to, line) => put(to, line.GetValue(option)!)));

    private static string? WrongBind(string bind) => bind is "localhost" or "*" || IPAddress.TryParse(bind, out _) ? null : "has to be an IP address, localhost or *";

    private static string? WrongContact(string text) =>
        text.StartsWith("mailto:", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal) ? null : "has to be mailto:… or https://…";

    private static string? WrongCollector(string url) => Uri.TryCreate(url, UriKind.Absolute, out var to) && to.Scheme is "http" or "https" ? null : "has to be http(s)://host:port, with a path for OTLP over HTTP";

    private static string? WrongRoles(string roles)
    {
        var (known, given) = (ServeOptions.KnownRoles, ServeOptions.List(roles));
        if (given.FirstOrDefault(role => !known.Contains(role)) is { } unknown) return $"cannot have '{unknown}', which is not one of {string.Join(", ", known)}.";
        return given.Length == 0 ? $"has to name one or more of {string.Join(", ", known)}." : null;
    }
}
