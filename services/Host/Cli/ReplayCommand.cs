using System.CommandLine;
using SmartStore.Contracts.Mqtt;
using SmartStore.Host.Replay;
using SmartStore.Host.Settings;

namespace SmartStore.Host.Cli;

/// <summary><c>replay</c>: a recorded trace, over MQTT into a running server.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var command = new Command("replay", "Plays a recording (a folder with sightings.csv.gz, and layout.json in it or above it) into a running server and shows what the shopper's phone gets.");
        var recording = new Argument<string>("RECORDING") { Description = "Folder of the recording" };
        var speed = Setting.Real("speed", "Recorded seconds in one second", 1, 0.1, 1000);
        var mqtt = Setting.Text("mqtt", "URL", "MQTT address of the running server", "mqtt://127.0.0.1:1883");
        var server = new ServerOption();
        command.Arguments.Add(recording);
        command.Options.Add(speed);
        command.Options.Add(mqtt);
        server.AddTo(command);
        command.SetAction(async (line, cancel) =>
        {
            if (!BrokerAddress.TryParse(line.GetValue(mqtt)!, out var broker)) throw new UsageException($"--mqtt has to be an address such as mqtt://127.0.0.1:1883; '{line.GetValue(mqtt)}' is not.");
            var trace = RecordedTrace.Open(line.GetValue(recording)!);
            using var client = server.Connect(line);
            await new TracePlayer(trace, client, broker).Run(line.GetValue(speed), cancel);
            return CommandLine.Ok;
        });
        return command;
    }
}
