using System.Globalization;

namespace SmartStore.Mqtt.Host;

/// <summary>The command line of the server.</summary>
/// <param name="Port">MQTT over TCP; 0: the system chooses.</param>
/// <param name="WebSocketPort">MQTT over WebSocket; 0: the system chooses.</param>
/// <param name="Data">Folder of the sessions; null: they end with the process.</param>
/// <param name="Profile">What the suite asks for.</param>
internal sealed record ServerArguments(int Port, int WebSocketPort, string? Data, SuiteProfile Profile)
{
    /// <summary>Null: the arguments are wrong.</summary>
    public static ServerArguments? Parse(ReadOnlySpan<string> args)
    {
        var parsed = new ServerArguments(-1, 0, null, SuiteProfile.Default);
        for (; args.Length >= 2; args = args[2..])
        {
            var isPort = ushort.TryParse(args[1], CultureInfo.InvariantCulture, out var port);
            var next = args[0] switch
            {
                "--port" when isPort => parsed with { Port = port },
                "--ws-port" when isPort => parsed with { WebSocketPort = port },
                "--data" => parsed with { Data = args[1] },
                "--profile" when Enum.TryParse<SuiteProfile>(args[1], ignoreCase: true, out var profile) => parsed with { Profile = profile },
                _ => null,
            };
            if (next is null) return null;
            parsed = next;
        }

        return args.Length == 0 && parsed.Port >= 0 ? parsed : null;
    }
}
