using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Lockers;
using SmartStore.Host.Composition;
using SmartStore.Terminal;
using SmartStore.Terminal.Face;
using SmartStore.Terminal.Lockers;
using SmartStore.Terminal.Readers;

namespace SmartStore.Host.Cli;

/// <summary><c>terminal</c>: a pickup desk, a locker, a kiosk or a sign, with its readers, its doors and its screen.</summary>
internal static class TerminalCommand
{
    private const int ReadersMax = 8;
    private const int PasswordBytesMax = 1024;

    private static readonly TimeSpan s_answerMax = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var flags = new TerminalFlags();
        var command = new Command("terminal", $"Works as a pickup desk, a locker, a kiosk or a sign: sends what its readers read, opens doors, shows what the server has for its screen. Prints a line for each tap with its outcome and text, for each door, and for each line of its screen. On stdin, what is done at the screen: {TerminalSession.Commands}.");
        flags.AddTo(command);
        command.SetAction(async (line, cancel) =>
        {
            // Logs are for stderr: stdout is one line a tap, a door, a line of the screen.
            using var logs = LoggerFactory.Create(static logging =>
            {
                logging.SetMinimumLevel(LogLevel.Warning);
                logging.AddSimpleConsole(text => (text.SingleLine, text.TimestampFormat) = (true, "HH:mm:ss "));
                logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            });
            var options = flags.Read(line, logs.CreateLogger("SmartStore.Terminal"), out var readers);
            try
            {
                await using var device = new TerminalDevice(options);
                var port = flags.FacePort(line);
                var session = new TerminalSession(device, readers, Console.WriteLine, CommandLine.Say) { HasScreen = options.HasScreen, IsSign = flags.IsSign(line), HasFace = port is not null };
                await using var face = port is { } open ? await TerminalFace.StartAsync(device, session, flags.Face(line, options) with { Port = open }) : null;
                if (face is not null) Console.WriteLine($"face {face.Address}");
                await session.RunAsync(cancel);
                if (device.Queued + device.Unreported > 0) CommandLine.Say($"Not sent yet: {Counted(device.Queued, "tap")} and {Counted(device.Unreported, "report")} about doors. They are in {options.QueueFolder}, and go out with the next start.");
                return CommandLine.Ok;
            }
            catch (FaceException e)
            {
                CommandLine.Say(e.Message);
                return CommandLine.Failure;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                CommandLine.Say($"The terminal cannot work in {options.QueueFolder}: {CommandLine.Aside(e.Message)}. Is another terminal on this folder? Else choose another with --queue.");
                return CommandLine.Failure;
            }
        });
        return command;
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>The flags of the command.</summary>
    private sealed class TerminalFlags
    {
        private readonly Option<string> _store = Setting.Id("store", "Store id");
        private readonly Option<string> _terminal = Setting.Id("terminal", "Terminal id, as in the store's layout");
        private readonly Option<string> _broker = Setting.Text("broker", "URL", "The broker: mqtt://, mqtts://, ws:// or wss://host[:port]", "mqtt://127.0.0.1:1883");
        private readonly Option<string?> _brokerCa = Setting.Optional("broker-ca", "FILE", "CA that the certificate of an mqtts or wss broker has to come from, PEM; by default what the system trusts");
        private readonly Option<string?> _user = Setting.Optional("user", "NAME", "User name, as 'smartstore device add' shows it; with --password-file it is STORE/terminal/ID by default");
        private readonly Option<string?> _passwordFile = Setting.Optional("password-file", "FILE", "File with the password as its first line");
        private readonly Option<string> _kind = Setting.OneOf("kind", "What it is: a desk and an info kiosk take codes and have a screen, a locker has doors, a sign has a screen and takes nothing", "desk", "desk", "locker", "info", "sign");
        private readonly Option<string?> _slots = Setting.Optional("slots", "NAMES", "Doors of a locker, comma-separated, such as A1,A2");
        private readonly Option<string[]> _readers = new("--reader") { Description = $"Where codes come from: {CodeReader.Forms}; may be given several times, stdin by default", HelpName = "READER" };
        private readonly Option<string?> _door = Setting.Optional("door", "COMMAND", "Shell command that opens a door of a locker; {slot} in it becomes the door. Exit code 0 within 5 s: it opened");
        private readonly Option<Duration> _closedAfter = Setting.Time("closed-after", "A door that opened counts as closed, and the order as taken, after this long", TimeSpan.FromSeconds(5), mayBeNothing: true);
        private readonly Option<string?> _serverKeys = Setting.Optional("server-keys", "FILE", "JWK set of the server's keys, as 'smartstore device add' shows it; without it a locker releases nothing while it is cut off");
        private readonly Option<string> _queue = Setting.Folder("queue", "Folder for what could not be sent yet, and for what a locker must not forget; one terminal, one folder", "./terminal");
        private readonly Option<Duration> _answerTimeout = Setting.Time("answer-timeout", "How long a tap waits for the server", TimeSpan.FromSeconds(5));
        private readonly Option<string> _language = Setting.OneOf("language", "In which it speaks where the server does not", "en", "en", "ko");
        private readonly Option<int?> _face = Setting.OptionalPort("face", "Serves the kiosk page on this port of 127.0.0.1, for the browser of this machine, and prints its address; the page works with the server away");
        private readonly Option<bool> _offline = Setting.Switch("offline", "Never connect: for trying vouchers");

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _store, _terminal, _broker, _brokerCa, _user, _passwordFile, _kind, _slots, _readers, _door, _closedAfter, _serverKeys, _queue, _answerTimeout, _language, _face, _offline })
                command.Options.Add(option);
        }

        /// <summary>Null: no page.</summary>
        public int? FacePort(ParseResult line) => line.GetValue(_face);

        /// <summary>The page of this terminal.</summary>
        public FaceOptions Face(ParseResult line, TerminalOptions options) => new(options.StoreId, options.TerminalId, Kind(line.GetValue(_kind)!), options.Language) { AnswerTimeout = options.AnswerTimeout, Time = options.Mqtt.Time };

        private static TerminalKind Kind(string word) => word switch { "locker" => TerminalKind.Locker, "info" => TerminalKind.Info, "sign" => TerminalKind.Sign, _ => TerminalKind.Desk };

        public bool IsSign(ParseResult line) => line.GetValue(_kind) == "sign";

        /// <exception cref="UsageException">One sentence about what is wrong.</exception>
        public TerminalOptions Read(ParseResult line, ILogger log, out IReadOnlyList<CodeReader> readers)
        {
            var (store, terminal) = (line.GetValue(_store)!, line.GetValue(_terminal)!);
            readers = Readers(line.GetValue(_readers) is { Length: > 0 } given ? given : ["stdin"]);
            TimeSpan answerTimeout = line.GetValue(_answerTimeout);
            if (answerTimeout > s_answerMax) throw new UsageException($"--answer-timeout is at most {s_answerMax.TotalSeconds:0} s: a grant opens a door for 30 s after the tap.");
            var password = line.GetValue(_passwordFile) is { } file ? Password(file) : null;
            if (line.GetValue(_user) is not null && password is null) throw new UsageException("--user needs --password-file.");
            return new TerminalOptions
            {
                Mqtt = new BrokerOptions
                {
                    Broker = Broker(line.GetValue(_broker)!),
                    UserName = password is null ? null : line.GetValue(_user) ?? $"{store}/terminal/{terminal}",
                    Password = password,
                    TrustedRoots = line.GetValue(_brokerCa) is { } ca ? MqttListener.Authorities("--broker-ca", ca) : null,
                    Log = log,
                },
                StoreId = store,
                TerminalId = terminal,
                QueueFolder = line.GetValue(_queue)!,
                AnswerTimeout = answerTimeout,
                Language = line.GetValue(_language)!,
                IsOffline = line.GetValue(_offline),
                HasScreen = line.GetValue(_kind) != "locker",
                Locker = Locker(line, log),
            };
        }

        private static BrokerAddress Broker(string url)
        {
            if (url.Contains('@', StringComparison.Ordinal)) throw new UsageException("--broker takes no user and password: give --user and --password-file, which other users of this machine cannot see.");
            return BrokerAddress.TryParse(url, out var broker) ? broker : throw new UsageException($"--broker has to be an address such as mqtt://127.0.0.1:1883; '{url}' is not.");
        }

        private static List<CodeReader> Readers(string[] texts)
        {
            if (texts.Length > ReadersMax) throw new UsageException($"--reader can be given {ReadersMax} times at most.");
            if (texts.Distinct(StringComparer.Ordinal).Count() != texts.Length) throw new UsageException("--reader names one reader twice.");
            return [.. texts.Select(text => CodeReader.TryParse(text) ?? throw new UsageException($"--reader has to be {CodeReader.Forms}; '{text}' is not."))];
        }

        private LockerOptions? Locker(ParseResult line, ILogger log)
        {
            var (slots, door, keys) = (line.GetValue(_slots), line.GetValue(_door), line.GetValue(_serverKeys));
            if (line.GetValue(_kind) != "locker")
            {
                var spare = slots is not null ? "--slots" : door is not null ? "--door" : null;
                // A desk may have keys, as every registered device has: it has nothing to check with them.
                return spare is null ? null : throw new UsageException($"{spare} is for a locker: give --kind locker, too.");
            }

            if (slots is null || door is null) throw new UsageException("--kind locker needs --slots and --door.");
            var names = ServeOptions.List(slots);
            if (names.Length is 0 or > Slots.Max) throw new UsageException($"--slots has to name 1 to {Slots.Max} doors; it names {names.Length}.");
            if (names.FirstOrDefault(name => !Slots.IsValid(name)) is { } wrong) throw new UsageException($"--slots: each has to be {Slots.Form}; '{wrong}' is not.");
            if (names.Distinct(StringComparer.Ordinal).Count() != names.Length) throw new UsageException("--slots names one door twice.");
            if (names.Length > 1 && !door.Contains(CommandDoor.SlotMark, StringComparison.Ordinal)) throw new UsageException($"--door has to say with {CommandDoor.SlotMark} which of the {names.Length} doors to open.");
            TimeSpan closedAfter = line.GetValue(_closedAfter);
            if (closedAfter > TimeSpan.FromMinutes(1)) throw new UsageException("--closed-after is at most 1m: after 90 s without a word the server asks staff.");
            if (keys is null) CommandLine.Say("Without --server-keys this locker releases nothing while it is cut off.");
            return new LockerOptions { Slots = names, Door = new CommandDoor(door, log).OpenAsync, Keys = keys is null ? VerifyingKeys.None : Keys(keys), ClosedAfter = closedAfter };
        }

        private static VerifyingKeys Keys(string file)
        {
            if (!VerifyingKeys.TryReadSet(Bytes("--server-keys", file, VerifyingKeys.FileBytesMax), out var keys, out var problem)) throw new UsageException($"--server-keys: {file} {problem}.");
            return keys;
        }

        private static string Password(string file)
        {
            var password = Encoding.UTF8.GetString(Bytes("--password-file", file, PasswordBytesMax)).Split('\n')[0].TrimEnd('\r');
            return password.Length > 0 ? password : throw new UsageException($"--password-file: the first line of {file} is empty.");
        }

        private static byte[] Bytes(string flag, string file, int max)
        {
            try
            {
                using var stream = File.OpenRead(file);
                var bytes = new byte[max + 1];
                var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                return read <= max ? bytes[..read] : throw new UsageException($"{flag}: {file} is longer than {max} bytes.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"{flag}: {file} cannot be read ({CommandLine.Aside(e.Message)}).");
            }
        }
    }
}
