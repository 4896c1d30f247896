using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using SmartStore.Grains.Hosting;
using SmartStore.Host.Composition;
using SmartStore.Host.Settings;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>What an operator may get wrong: one sentence that says what to do, an exit code, no stack trace.</summary>
public sealed class StartTests : IDisposable
{
    private static readonly string[] AnyPorts = ["--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0"];
    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--mqtt-port")]
    [InlineData("--grpc-port")]
    public async Task A_port_in_use_is_named(string flag)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var ended = await Child.Run(["serve", "--data", _folder.Path, .. AnyPorts.Select((word, i) => i > 0 && AnyPorts[i - 1] == flag ? $"{port}" : word)]);

        Complains(ended, 1, $"127.0.0.1:{port}", $"{flag} {port}", "in use");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        // Kept for documentation: no machine has it.
        var ended = await Child.Run(["serve", "--data", _folder.Path, "--bind", "192.0.2.1", "--insecure", .. AnyPorts]);

        Complains(ended, 1, "--bind 192.0.2.1");
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, 80, "--http-port 80", "127.0.0.1:80", "1024")]
    [InlineData(SocketError.AddressAlreadyInUse, 80, "--http-port 80", "127.0.0.1:80", "in use")]
    [InlineData(SocketError.AddressAlreadyInUse, 1883, "--mqtt-port and --grpc-port 1883")]
    [InlineData(SocketError.AddressFamilyNotSupported, 80, "--http-port 80", "--bind")]
    public void A_port_that_the_system_refuses_is_told_with_its_flag(SocketError error, int port, params string[] words)
    {
        var ports = new ServerPorts(new ServeOptions { MqttPort = 1883, HttpPort = 80, GrpcPort = 1883 });

        var said = ports.Refused(new SocketException((int)error), new IPEndPoint(IPAddress.Loopback, port));

        foreach (var word in words) Assert.Contains(word, said);
    }

    [Fact]
    public void Connections_are_watched_by_TCP_so_that_a_phone_that_vanished_is_noticed_on_HTTP_1()
    {
        using var socket = new ServerPorts(new ServeOptions()).Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(30, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
    }

    [Theory]
    [InlineData("a-file/data")]
    [InlineData("/proc")] // not writable, not even for root
    public async Task A_data_folder_that_cannot_be_made_or_written_is_named(string folder)
    {
        _folder.Write("a-file", "");
        var data = _folder.File(folder);

        Complains(await Child.Run(["serve", "--data", data, .. AnyPorts]), 1, data, "--data");
    }

    [Fact]
    public async Task A_database_that_is_none_is_named_and_left_alone()
    {
        var database = _folder.Write("smartstore.db", new string('x', 10_000));

        var ended = await Child.Run(["serve", "--data", _folder.Path, .. AnyPorts]);

        Complains(ended, 1, database);
        Assert.Equal(new string('x', 10_000), await File.ReadAllTextAsync(database));
    }

    [Theory]
    [InlineData("CREATE TABLE addresses (name TEXT)", "is not SmartStore's")]
    [InlineData("PRAGMA user_version=99", "newer SmartStore")]
    [InlineData("CREATE TABLE addresses (name TEXT); CREATE INDEX by_name ON addresses (name); INSERT INTO addresses VALUES ('Vera'); PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage=99 WHERE name='by_name'", "is damaged")]
    public async Task A_database_that_this_program_cannot_use_is_named_with_the_reason(string sql, string reason)
    {
        using (var connection = new SqliteConnection($"Data Source={_folder.File("smartstore.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        Complains(await Child.Run(["serve", "--data", _folder.Path, .. AnyPorts]), 1, _folder.File("smartstore.db"), reason);
    }

    [Fact]
    public async Task A_data_folder_that_another_process_uses_is_named_and_that_process_serves_on()
    {
        await using var first = await ServerProcess.Start(_folder.Path);

        var ended = await Child.Run(["serve", "--data", _folder.Path, .. AnyPorts]);

        Complains(ended, 1, _folder.Path, "--data");
        Assert.False(first.Child.HasExited);
    }

    [Fact]
    public async Task Beyond_loopback_nothing_is_opened_without_tls_and_credentials() =>
        Complains(await Child.Run(["serve", "--data", _folder.Path, "--bind", "0.0.0.0", .. AnyPorts]), 2, "--tls-cert", "--insecure");

    [Theory]
    [InlineData("--no-such-flag", "1", "--no-such-flag")]
    [InlineData("--mqtt-port", "eighty", "--mqtt-port")]
    [InlineData("--mqtt-port", "65536", "65535")]
    [InlineData("--visit-end", "soon", "--visit-end")]
    [InlineData("--visit-end", "0s", "--visit-end")]
    [InlineData("--snooze", "0s", "--snooze")]
    [InlineData("--repeat-after", "0s", "--repeat-after")]
    [InlineData("--role", "king", "king")]
    [InlineData("--role", "ingest,api", "--store redis://")]
    [InlineData("--role", ",", "one or more of grains")]
    [InlineData("--bind", "here", "--bind")]
    [InlineData("--data", "", "--data")]
    [InlineData("--store", "paper", "--store")]
    [InlineData("--store", "redis://:1", "--store has to name servers")]
    [InlineData("--cluster", "two words", "--cluster")]
    [InlineData("--log", "stone", "--log")]
    public async Task A_flag_that_cannot_be_is_named(string flag, string value, string word)
    {
        var ended = await Child.Run("serve", "--data", _folder.Path, flag, value);

        Assert.Equal(2, ended.Code);
        Assert.Contains(word, ended.Err);
        ended.ShowsNoStackTrace();
    }

    [Theory]
    [InlineData("{\"mqtt-port\": ")]
    [InlineData("[]")]
    [InlineData("{\"mqtt-port\": {}}")]
    [InlineData("{\"mqtt-port\": \"eighty\"}")]
    [InlineData("{\"mqtt-prot\": 1883}")]
    public async Task A_configuration_file_that_cannot_be_read_is_named(string text)
    {
        var file = _folder.Write("smartstore.json", text);

        var ended = await Child.Run("serve", "--data", _folder.Path, "--config", file, "--http-port", "0", "--grpc-port", "0");

        Assert.Equal(2, ended.Code);
        Assert.Contains(file, ended.Err);
        ended.ShowsNoStackTrace();
    }

    [Fact]
    public async Task A_configuration_file_that_is_not_there_is_named() =>
        Complains(await Child.Run("serve", "--data", _folder.Path, "--config", _folder.File("none.json")), 2, _folder.File("none.json"));

    [Fact]
    public async Task An_import_without_a_server_says_how_to_name_one()
    {
        var document = _folder.Write("shop.json", """{"lists":[{"shopperId":"b"}]}""");
        using var nobody = HeldPort.Of(IPAddress.Loopback, port: 0);

        Complains(await Child.Run("import", document, "--server", $"http://127.0.0.1:{nobody.Port}"), 1, "--server");
    }

    private static void Complains(Finished ended, int code, params string[] words)
    {
        Assert.Equal(code, ended.Code);
        ended.ShowsNoStackTrace();
        Assert.Single(ended.Complaints);
        foreach (var word in words) Assert.Contains(word, ended.Err);
    }
}
