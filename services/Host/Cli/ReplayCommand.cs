using SmartStore.Contracts.Mqtt;
using SmartStore.Host.Replay;

namespace SmartStore.Host.Cli;

/// <summary><c>replay</c>: a recorded trace, over MQTT into a running server.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var recording = new Argument<string>("RECORDING") { Description = "Folder of the recording" };
        var speed = Setting.Real("speed", "Recorded seconds in one second", 1, 0.1, 1000);
        var mqtt = Setting.Text("mqtt", "URL", "MQTT address of the running server", "mqtt://127.0.0.1:1883");
        return new Command("replay", "Plays a recording (a folder with sightings.csv.gz, and layout.json in it or above it) into a running server and shows what the shopper's phone gets.") { recording, speed, mqtt }.Calls(async (line, client, cancel) =>
        {
            if (!BrokerAddress.TryParse(line.GetValue(mqtt)!, out var broker)) throw new UsageException($"--mqtt has to be an address such as mqtt://127.0.0.1:1883; '{line.GetValue(mqtt)}' is not.");
            await new TracePlayer(RecordedTrace.Open(line.GetValue(recording)!), client, broker).Run(line.GetValue(speed), cancel);
            return CommandLine.Ok;
        });
    }
}
