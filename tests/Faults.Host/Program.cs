// `smartstore serve` with one of its safeguards off, to show what the safeguard is for.
// usage: SmartStore.Faults.Host SAFEGUARD [flags of serve]; SAFEGUARD: waiting-for-replicas, waiting-on-the-write-connection, writing-first, checking-revisions,
// giving-up-stores (without a broker), setting-the-clock (it is 5 min fast), comparing-the-clock (it is 4 min fast, and Redis is not asked), carrying-unknown-fields; or knowing-old-fields-only: a program that is newer
using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using SmartStore.Faults.Host;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Host.Composition;
using SmartStore.Host.Settings;

Setting.Source = new SettingSource(new ConfigurationBuilder().Build(), file: null);
var command = new Command("serve");
var settings = new ServeSettings(new ServeOptions());
foreach (var option in settings.Options) command.Options.Add(option);
var line = command.Parse(args[1..]);
if (line.Errors.Count > 0) throw new ArgumentException(line.Errors[0].Message);
var options = settings.Read(line);

TimeProvider clock = args[0] switch
{
    "setting-the-clock" => new FastClock(TimeSpan.FromMinutes(5)),
    // At 5 min Orleans, which then has this clock, too, takes the silos that start beside this one for some that never came up, and expels them.
    "comparing-the-clock" => new FastClock(TimeSpan.FromMinutes(4)),
    _ => TimeProvider.System,
};
var store = await Open(options, clock, args[0] switch
{
    "waiting-for-replicas" => static _ => Task.FromResult(int.MaxValue),
    "waiting-on-the-write-connection" => WaitElsewhere,
    _ => null,
});
store = args[0] switch
{
    "waiting-for-replicas" or "waiting-on-the-write-connection" or "giving-up-stores" or "setting-the-clock" or "comparing-the-clock" => store,
    "writing-first" => new HastyStore(store),
    "checking-revisions" => new UncheckedStore(store),
    "carrying-unknown-fields" => new ForgetfulStore(store),
    "knowing-old-fields-only" => new NewerStore(store),
    _ => throw new ArgumentException($"There is no safeguard {args[0]}."),
};
await using var app = StoreServer.Build(options, store, out var ports, args[0] == "comparing-the-clock" ? clock : null, args[0] == "giving-up-stores" ? new BrokerLine(clock, steadyAfter: TimeSpan.MaxValue) : null);
await app.StartAsync();
Console.WriteLine(ports.ReadyLine());
await app.WaitForShutdownAsync();

static async Task<IStateStore> Open(ServeOptions options, TimeProvider clock, Func<EndPoint, Task<int>>? countReplicas) => options.Store.Redis is { } address
    ? await RedisStateStore.Open(new RedisStoreOptions { Address = address, Cluster = options.Store.Cluster, Insecure = options.Insecure, CountReplicas = countReplicas }, clock)
    : await SqliteStateStore.Open(options.Data, TimeProvider.System);

// A connection that says nothing else: to Redis before 7.2 any word over it, a ping also, has WAIT count what was written until then.
static async Task<int> WaitElsewhere(EndPoint primary)
{
    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
    await socket.ConnectAsync(primary);
    await socket.SendAsync("WAIT 1 500\r\n"u8.ToArray());
    var answer = new byte[16];
    var read = await socket.ReceiveAsync(answer);
    return int.Parse(Encoding.ASCII.GetString(answer, 0, read).Trim(':', '\r', '\n'), CultureInfo.InvariantCulture);
}
