using System.Globalization;
using System.Runtime.InteropServices;
using SmartStore.Mqtt.Host;
using SmartStore.Mqtt.Packets;

const string Usage = """
    usage: --port N [--ws-port M] [--data DIR] [--profile default|paho|mosquitto]
           client HOST PORT 4|5 [--once]
    """;

using var stop = new CancellationTokenSource();
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onInt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

if (args is ["client", var host, var portText, "4" or "5", .. var rest] && int.TryParse(portText, CultureInfo.InvariantCulture, out var port) && rest is [] or ["--once"])
    return await ClientMode.RunAsync(host, port, args[3] == "5" ? MqttVersion.V5 : MqttVersion.V311, rest is ["--once"], stop.Token);

if (ServerArguments.Parse(args) is { } arguments)
{
    try
    {
        await ServerMode.RunAsync(arguments, stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        // Stopped before it was ready.
    }

    return 0;
}

Console.Error.WriteLine(Usage);
return 2;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
