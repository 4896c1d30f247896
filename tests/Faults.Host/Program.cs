// `smartstore serve` with one of its safeguards off, to show what the safeguard is for.
// usage: SmartStore.Faults.Host SAFEGUARD [flags of serve]; SAFEGUARD: waiting-for-replicas, waiting-on-the-write-connection, writing-first, checking-revisions,
// setting-the-clock (it is 5 min fast), comparing-the-clock (it is, and Redis is not asked), carrying-unknown-fields; or knowing-old-fields-only: a program that is newer
using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using SmartStore.Faults.Host;
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

var clock = args[0] is "setting-the-clock" or "comparing-the-clock" ? new FastClock(TimeSpan.FromMinutes(5)) : TimeProvider.System;
var store = await Open(options, clock, args[0] switch
{
    "waiting-for-replicas" => RedisWait.Off,
    "waiting-on-the-write-connection" => RedisWait.OnOtherConnection,
    _ => RedisWait.OnWriteConnection,
});
store = args[0] switch
{
    "waiting-for-replicas" or "waiting-on-the-write-connection" or "setting-the-clock" or "comparing-the-clock" => store,
    "writing-first" => new HastyStore(store),
    "checking-revisions" => new UncheckedStore(store),
    "carrying-unknown-fields" => new ForgetfulStore(store),
    "knowing-old-fields-only" => new NewerStore(store),
    _ => throw new ArgumentException($"There is no safeguard {args[0]}."),
};
await using var app = StoreServer.Build(options, store, out var ports, args[0] == "comparing-the-clock" ? clock : null);
await app.StartAsync();
Console.WriteLine(ports.ReadyLine());
await app.WaitForShutdownAsync();

static async Task<IStateStore> Open(ServeOptions options, TimeProvider clock, RedisWait wait) => options.Store.Redis is { } address
    ? await RedisStateStore.Open(new RedisStoreOptions { Address = address, Cluster = options.Store.Cluster, Insecure = options.Insecure, Wait = wait }, clock)
    : await SqliteStateStore.Open(options.Data, TimeProvider.System);
