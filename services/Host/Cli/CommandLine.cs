using System.Runtime.InteropServices;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using MQTTnet.Exceptions;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;

namespace SmartStore.Host.Cli;

/// <summary>The commands of <c>smartstore</c>, and what becomes of every error: one sentence and an exit code.</summary>
internal static class CommandLine
{
    // Exit codes (contract, "Process"). Ctrl-C and SIGTERM are no failure.
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    public static async Task<int> Run(string[] args)
    {
        try
        {
            if (Console.IsOutputRedirected) AnsiConsole.Console = PlainConsole.On(Console.Out);
            Setting.Source = new SettingSource(new ConfigurationBuilder().AddEnvironmentVariables("SMARTSTORE_").Build(), ConfigFile(args));
            var root = new RootCommand("SmartStore: presence and offers in the store. Phones, beacons, terminals and staff meet here.")
            {
                ServeCommand.Create(),
                ServeCommand.CreateDemo(),
                PhoneCommand.Create(),
                StaffCommand.Create(),
                CaseCommand.Create(),
                TerminalCommand.Create(),
                ImportCommand.Create(),
                ReplayCommand.Create(),
                CalibrateCommand.Create(),
                ListenCommand.Create(),
                WhyCommand.Create(),
                DeviceCommand.Create(),
                KeyCommand.Create(),
                StoreCommand.Create(),
                BackupCommand.Create(),
                BackupCommand.CreateRestore(),
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
        catch (Exception e) when (e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            return Ok;
        }
        catch (Exception e) when (e is UsageException or StorageException)
        {
            Say(e.Message);
            return e is UsageException or StorageException { IsConfiguration: true } ? Usage : Failure;
        }
        catch (Exception e) when (e is TryAgainException or StoreBusyException or StoreDamagedException)
        {
            Say(e.Message);
            return Failure;
        }
        catch (RpcException e)
        {
            Refused(e);
            return Failure;
        }
        catch (MqttCommunicationException e)
        {
            Say($"The MQTT server does not answer ({Aside(e.Message)}). Is 'smartstore serve' running, and is --mqtt its MQTT address?");
            return Failure;
        }
    }

    /// <summary>What a server said no with: one line, or one for each field that is wrong.</summary>
    public static void Refused(RpcException refusal)
    {
        var wrong = refusal.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations;
        if (wrong is { Count: > 1 }) foreach (var field in wrong) Say(field.Field.Length > 0 ? $"{field.Field}: {field.Description}" : field.Description);
        else if (IsAway(refusal)) Say($"The server does not answer ({Aside(Cause(refusal))}). Is 'smartstore serve' running, and is --server its gRPC address?");
        else Say(refusal.Status.Detail.Length > 0 ? refusal.Status.Detail : $"The server refused: {refusal.StatusCode}.");
    }

    // What the socket or HTTP said is what an operator can use; the channel's own sentence only says that there was something.
    private static bool IsAway(RpcException refusal) => refusal.StatusCode == StatusCode.Unavailable || refusal.Status.DebugException is HttpRequestException;

    private static string Cause(RpcException refusal)
    {
        const int http11Required = 0xd;
        for (var cause = refusal.Status.DebugException; cause is not null; cause = cause.InnerException)
            if (cause is HttpProtocolException { ErrorCode: http11Required }) return "that port speaks HTTP/1.1 only";
        return refusal.Status.DebugException?.Message ?? refusal.Status.Detail;
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
