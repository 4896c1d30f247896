using System.CommandLine;

namespace SmartStore.Host.Settings;

/// <summary>Everything <c>serve</c> and <c>demo</c> can be told. Each is a flag, an environment variable and a line of the configuration file.</summary>
internal sealed class ServeSettings
{
    private readonly Option<string> _data = Setting.Folder("data", "Folder of the database; made when absent", "./data");
    private readonly Option<string> _bind = Setting.Text("bind", "ADDRESS", "Address to listen on; anything but loopback needs TLS and credentials, or --insecure", "127.0.0.1", ServeOptions.WrongBind);
    private readonly Option<int> _mqttPort = Setting.Port("mqtt-port", "MQTT over TCP", 1883);
    private readonly Option<int> _httpPort = Setting.Port("http-port", "HTTP/1.1: health, metrics, JSON, gRPC-Web, server-sent events, MQTT over WebSocket at /mqtt", 8080);
    private readonly Option<int> _grpcPort = Setting.Port("grpc-port", "gRPC (HTTP/2 prior knowledge)", 8081);
    private readonly Option<int> _mqttsPort = Setting.Port("mqtts-port", "MQTT over TLS, when certificates are given", 8883);
    private readonly Option<int> _httpsPort = Setting.Port("https-port", "HTTPS with HTTP/1.1 and HTTP/2, when certificates are given", 8443);
    private readonly Option<string> _role = Setting.Text("role", "ROLES", "Roles of this process, comma-separated; all of them, because splitting them over processes is not built yet", string.Join(',', ServeOptions.KnownRoles), ServeOptions.WrongRoles);
    private readonly Option<string> _store = Setting.Text("store", "STORE", "Where state is kept: sqlite, in the folder of --data; redis:// is not built yet", "sqlite", ServeOptions.WrongStore);
    private readonly Option<bool> _insecure = Setting.Switch("insecure", "Listen beyond loopback without TLS and credentials; warns");
    private readonly Option<string> _log = Setting.OneOf("log", "Form of the log on stderr", "text", "text", "json");
    private readonly Option<string> _logLevel = Setting.OneOf("log-level", "What is logged", "info", "debug", "info", "warning", "error");
    private readonly Option<string?> _tlsCert = Setting.Optional("tls-cert", "FILE", "Server certificate, PEM; read again when it changes");
    private readonly Option<string?> _tlsKey = Setting.Optional("tls-key", "FILE", "Its private key, PEM");
    private readonly Option<string?> _tlsClientCa = Setting.Optional("tls-client-ca", "FILE", "CA that signs devices' certificates, PEM; identity = the certificate's name");
    private readonly Option<string?> _jwtIssuer = Setting.Optional("jwt-issuer", "ISSUER", "Issuer of bearer tokens; with it, calls need a token");
    private readonly Option<string?> _jwtAudience = Setting.Optional("jwt-audience", "AUDIENCE", "Audience of bearer tokens");
    private readonly Option<string?> _jwks = Setting.Optional("jwks", "FILE|URL", "Keys that sign bearer tokens");
    private readonly Option<string?> _cors = Setting.Optional("cors-origin", "ORIGINS", "Web origins that may call, comma-separated; none by default");
    private readonly Option<int> _mqttPacketMax = Setting.Number("mqtt-packet-max", "Longest MQTT packet taken, bytes", 257 * 1024, 4 * 1024, 16 * 1024 * 1024);
    private readonly Option<string?> _upstream = Setting.Optional("mqtt-upstream", "URL", "Also take sightings and taps from this broker: mqtt(s)://[user:password@]host[:port]");
    private readonly Option<string?> _upstreamCa = Setting.Optional("mqtt-upstream-ca", "FILE", "CA that the certificate of an mqtts broker has to come from, PEM; by default what the system trusts");
    private readonly Option<string?> _tagKeys = Setting.Optional("tag-keys", "FILE", "Identity keys and clocks of shoppers' Eddystone-EID tags, JSON; secret, read once at start");
    private readonly Option<bool> _limitsOnLoopback = Setting.Switch("limits-on-loopback", "Rate and connection limits for anonymous clients on loopback, too");
    private readonly Option<Duration> _visitEnd;
    private readonly Option<Duration> _snooze = Setting.Time("snooze", "A snoozed suggestion comes again after this long", TimeSpan.FromMinutes(10));
    private readonly Option<Duration> _repeat;
    private readonly Option<Duration> _expiry = Setting.Time("suggestion-expiry", "A suggestion is worth nothing after this long", TimeSpan.FromMinutes(10));

    private readonly Option[] _all;

    /// <param name="repeatAfter">Default of <c>--repeat-after</c>; null: six hours.</param>
    /// <param name="visitEnd">Default of <c>--visit-end</c>; null: 120 s.</param>
    public ServeSettings(TimeSpan? repeatAfter = null, TimeSpan? visitEnd = null)
    {
        _visitEnd = Setting.Time("visit-end", "A visit ends after this long without evidence", visitEnd ?? TimeSpan.FromSeconds(120));
        _repeat = Setting.Time("repeat-after", "The same suggestion is not shown again before this long", repeatAfter ?? TimeSpan.FromHours(6));
        _all =
        [
            _data, _bind, _mqttPort, _httpPort, _grpcPort, _mqttsPort, _httpsPort, _role, _store, _insecure, _log, _logLevel, _tlsCert, _tlsKey, _tlsClientCa,
            _jwtIssuer, _jwtAudience, _jwks, _cors, _mqttPacketMax, _upstream, _upstreamCa, _tagKeys, _limitsOnLoopback, _visitEnd, _snooze, _repeat, _expiry,
        ];
    }

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in _all) command.Options.Add(option);
    }

    /// <summary>The values of one run.</summary>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public ServeOptions Read(ParseResult line) => new ServeOptions
    {
        Data = line.GetValue(_data)!,
        Bind = line.GetValue(_bind)!,
        MqttPort = line.GetValue(_mqttPort),
        HttpPort = line.GetValue(_httpPort),
        GrpcPort = line.GetValue(_grpcPort),
        MqttsPort = line.GetValue(_mqttsPort),
        HttpsPort = line.GetValue(_httpsPort),
        Roles = ServeOptions.List(line.GetValue(_role)!),
        Store = line.GetValue(_store)!,
        Insecure = line.GetValue(_insecure),
        JsonLog = line.GetValue(_log) == "json",
        LogLevel = line.GetValue(_logLevel)!,
        TlsCertificate = line.GetValue(_tlsCert),
        TlsKey = line.GetValue(_tlsKey),
        TlsClientCa = line.GetValue(_tlsClientCa),
        JwtIssuer = line.GetValue(_jwtIssuer),
        JwtAudience = line.GetValue(_jwtAudience),
        Jwks = line.GetValue(_jwks),
        CorsOrigins = ServeOptions.List(line.GetValue(_cors) ?? ""),
        MqttPacketMax = line.GetValue(_mqttPacketMax),
        MqttUpstream = line.GetValue(_upstream),
        MqttUpstreamCa = line.GetValue(_upstreamCa),
        TagKeys = line.GetValue(_tagKeys),
        LimitsOnLoopback = line.GetValue(_limitsOnLoopback),
        VisitEnd = line.GetValue(_visitEnd),
        Snooze = line.GetValue(_snooze),
        RepeatAfter = line.GetValue(_repeat),
        SuggestionExpiry = line.GetValue(_expiry),
    }.Checked();
}
