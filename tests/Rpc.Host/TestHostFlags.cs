using System.Globalization;

namespace SmartStore.Rpc.Testing;

/// <summary>The flags of the test host. A port of 0 is chosen and reported; a port that is not given is not opened.</summary>
internal sealed record TestHostFlags
{
    public const string Usage = "usage: --grpc-port N [--http-port M] [--tls-port T --cert FILE --key FILE] | bench";

    public int GrpcPort { get; private init; } = -1;

    public int HttpPort { get; private init; } = -1;

    public int TlsPort { get; private init; } = -1;

    public string? Certificate { get; private init; }

    public string? Key { get; private init; }

    /// <summary>The options, or the sentence that says what is wrong with the arguments.</summary>
    public static (TestHostFlags? Options, string? Mistake) Read(IReadOnlyList<string> arguments)
    {
        var options = new TestHostFlags();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count) return (null, $"{arguments[i]} needs a value.");
            var value = arguments[i + 1];
            if (arguments[i].EndsWith("-port", StringComparison.Ordinal) && !ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return (null, $"{value} is no port.");
            switch (arguments[i])
            {
                case "--grpc-port": options = options with { GrpcPort = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--http-port": options = options with { HttpPort = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--tls-port": options = options with { TlsPort = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--cert": options = options with { Certificate = value }; break;
                case "--key": options = options with { Key = value }; break;
                default: return (null, $"{arguments[i]} is not known.");
            }
        }
        if (options.GrpcPort < 0) return (null, "--grpc-port is needed.");
        return options.TlsPort >= 0 && (options.Certificate is null || options.Key is null) ? (null, "--tls-port needs --cert and --key.") : (options, null);
    }
}
