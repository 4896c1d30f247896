using System.CommandLine;
using System.Runtime.InteropServices;
using MQTTnet.Exceptions;
using SmartStore.Host.Settings;
using SmartStore.Rpc;
using SmartStore.Storage;
using Spectre.Console;

namespace SmartStore.Host.Cli;

/// <summary>The commands of <c>smartstore</c>, and what becomes of every error: one sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Stopped by Ctrl-C or SIGTERM, or done.</summary>
    public const int Ok = 0;

    /// <summary>It failed.</summary>
    public const int Failure = 1;

    /// <summary>Usage or configuration.</summary>
    public const int Usage = 2;

    public static async Task<int> Run(string[] args)
    {
        try
        {
            if (Console.IsOutputRedirected) AnsiConsole.Console = PlainConsole.On(Console.Out);
            Setting.Source = new SettingSource(Environment.GetEnvironmentVariables(), ConfigFile(args));
            var root = new RootCommand("SmartStore: presence and offers in the store. Phones, beacons, terminals and staff meet here.")
            {
                ServeCommand.Create(),
                DemoCommand.Create(),
                PhoneCommand.Create(),
                StaffCommand.Create(),
                ImportCommand.Create(),
                ReplayCommand.Create(),
                CalibrateCommand.Create(),
                ListenCommand.Create(),
                WhyCommand.Create(),
                DeviceCommand.Create(),
            };
            root.Options.Add(new Option<string?>("--config") { Description = "JSON file of settings, such as {\"mqtt-port\": 1883}; also SMARTSTORE_CONFIG. Every flag of serve and demo may stand in it, or in the environment: --mqtt-port as SMARTSTORE_MQTT_PORT. The flag counts before the environment, that before the file, and that before the default", HelpName = "FILE", Recursive = true });
            Setting.Source.Require(root.Subcommands.SelectMany(command => command.Options).Select(option => option.Name.TrimStart('-')).ToHashSet(StringComparer.Ordinal));
            var line = root.Parse(args);
            if (line.Errors.Count > 0)
            {
                // That a command is missing goes without saying where one is unknown.
                var command = line.CommandResult.Command;
                foreach (var error in line.Errors.Skip(command.Action is null && line.Errors.Count > 1 ? 1 : 0)) Say(error.Message);
                Say($"See '{Path(command)} --help'.");
                return Usage;
            }

            using var stop = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            return await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
        catch (UsageException e)
        {
            Say(e.Message);
            return Usage;
        }
        catch (StorageException e)
        {
            Say(e.Message);
            return Failure;
        }
        catch (RpcException e)
        {
            Say(e.Code == StatusCode.Unavailable ? $"The server does not answer ({Aside(e.Message)}). Is 'smartstore serve' running, and is --server its gRPC address?" : e.Message.Length > 0 ? e.Message : $"The server refused: {e.Code}.");
            return Failure;
        }
        catch (MqttCommunicationException e)
        {
            Say($"The MQTT server does not answer ({Aside(e.Message)}). Is 'smartstore serve' running, and is --mqtt its MQTT address?");
            return Failure;
        }
        catch (OperationCanceledException)
        {
            return Ok;
        }
    }

    /// <summary>A sentence as it stands in brackets inside another: without its full stop.</summary>
    public static string Aside(string sentence) => sentence.TrimEnd('.');

    /// <summary>One line on stderr: stdout is for what a command answers.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);

    private static string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "smartstore";

    private static string? ConfigFile(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--config" && i + 1 < args.Length) return args[i + 1];
            if (args[i].StartsWith("--config=", StringComparison.Ordinal)) return args[i]["--config=".Length..];
        }

        return Environment.GetEnvironmentVariable("SMARTSTORE_CONFIG");
    }
}
