using System.Net;
using SmartStore.Grains.Hosting;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>What somebody may get wrong with the commands that talk to a running server: told at once, in words that help, without a stack trace.</summary>
public sealed class CommandTests(OpenShop shop) : IClassFixture<OpenShop>, IDisposable
{
    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("frob", "'frob'", "See 'smartstore --help'")]
    [InlineData("serve --frob", "'--frob'", "See 'smartstore serve --help'")]
    [InlineData("device", "command", "See 'smartstore device --help'")]
    [InlineData("device add --store s --kind oven --id x", "oven", "See 'smartstore device add --help'")]
    [InlineData("device add --store two/words --kind scanner --id x", "two/words")]
    [InlineData("device add --id x", "--store", "See 'smartstore device add --help'")]
    [InlineData("device add --store redis://127.0.0.1 --id x", "--store is missing once")]
    [InlineData("device add --store s --store t --id x", "twice at most")]
    [InlineData("device add --store ftp://s --id x", "ftp://s")]
    [InlineData("device list --server localhost:8081", "localhost:8081")]
    [InlineData("device list --server http://127.0.0.1:1 --data here", "--server", "--data")]
    [InlineData("device list --server http://127.0.0.1:1 --mosquitto here", "--mosquitto", "--server")]
    [InlineData("phone --shopper", "--shopper")]
    [InlineData("phone --shopper two/words", "--shopper", "two/words")]
    [InlineData("staff --store two/words", "--store", "two/words")]
    [InlineData("why --shopper two/words", "--shopper", "two/words")]
    [InlineData("why --shopper ann --server localhost:8081", "--server", "localhost:8081")]
    [InlineData("why --shopper ann --server ftp://localhost", "--server", "ftp://localhost")]
    [InlineData("calibrate", "RECORDING", "--help")]
    [InlineData("calibrate put --store s none.json", "none.json")]
    [InlineData("replay none", "none")]
    [InlineData("terminal --store s", "--terminal", "See 'smartstore terminal --help'")]
    [InlineData("terminal --store s --terminal two/words", "two/words")]
    [InlineData("terminal --store s --terminal t --broker http://shop", "--broker", "http://shop")]
    [InlineData("terminal --store s --terminal t --broker mqtt://u:p@shop", "--password-file")]
    [InlineData("terminal --store s --terminal t --user u", "--password-file")]
    [InlineData("terminal --store s --terminal t --password-file none.txt", "none.txt")]
    [InlineData("terminal --store s --terminal t --kind oven", "oven")]
    [InlineData("terminal --store s --terminal t --slots A1", "--slots", "--kind locker")]
    [InlineData("terminal --store s --terminal t --kind locker --slots A1", "--door")]
    [InlineData("terminal --store s --terminal t --kind locker --slots A1,A1 --door open", "--slots", "twice")]
    [InlineData("terminal --store s --terminal t --kind locker --slots A1,A$2 --door open{slot}", "A$2")]
    [InlineData("terminal --store s --terminal t --kind locker --slots A1,A2 --door open", "{slot}")]
    [InlineData("terminal --store s --terminal t --kind locker --slots A1 --door open --server-keys none.json", "--server-keys", "none.json")]
    [InlineData("terminal --store s --terminal t --reader keyboard", "--reader", "keyboard")]
    [InlineData("terminal --store s --terminal t --reader stdin --reader stdin", "--reader", "twice")]
    [InlineData("terminal --store s --terminal t --answer-timeout 1m", "--answer-timeout")]
    public async Task What_cannot_be_meant_is_named(string arguments, params string[] words) => Complains(await Child.Run(arguments.Split(' ')), 2, words);

    [Theory]
    [InlineData("phone --shopper ann")]
    [InlineData("staff --store s")]
    [InlineData("why --shopper ann")]
    [InlineData("listen --store s")]
    [InlineData("calibrate show --store s")]
    [InlineData("device add --store s --id x")]
    [InlineData("device list")]
    public async Task A_server_that_is_not_there_is_told_at_once(string arguments)
    {
        using var nobody = HeldPort.Of(IPAddress.Loopback, port: 0);
        Complains(await Child.Run([.. arguments.Split(' '), "--server", $"http://127.0.0.1:{nobody.Port}"]), 1, "does not answer", "--server");
    }

    [Theory]
    [InlineData("phone --shopper nobody", "nobody")]
    [InlineData("staff --store nowhere", "nowhere")]
    [InlineData("why --shopper nobody", "nobody")]
    [InlineData("listen --store nowhere", "nowhere")]
    [InlineData("device add --store nowhere --id x", "nowhere")]
    [InlineData("device list --store nowhere", "nowhere")]
    [InlineData("device remove --store corner --id nobody", "no such device")]
    public async Task Who_is_not_there_is_named(string arguments, string name) =>
        Complains(await Child.Run([.. arguments.Split(' '), "--server", shop.Server.Grpc.ToString()]), 1, name);

    [Fact]
    public async Task The_port_of_the_pages_is_not_the_port_of_grpc() =>
        Complains(await Child.Run("why", "--shopper", "ann", "--server", shop.Server.Http.ToString()), 1, "is --server its gRPC address");

    [Fact]
    public async Task A_replay_without_a_broker_says_how_to_name_one()
    {
        _folder.Write("layout.json", """{"store":"hall","zones":[{"id":"a"}],"anchors":[{"id":"s1","zone":"a","x_m":0,"y_m":0,"z_m":0}]}""");
        _folder.Write("sightings.csv", "t_s,transmitter,receiver,rssi_dbm\n0,t1,s1,-60\n");

        using var nobody = HeldPort.Of(IPAddress.Loopback, port: 0);
        var ended = await Child.Run("replay", _folder.Path, "--server", shop.Server.Grpc.ToString(), "--mqtt", $"mqtt://127.0.0.1:{nobody.Port}");

        Complains(ended, 1, "MQTT", "--mqtt");
    }

    [Fact]
    public async Task A_data_folder_that_devices_cannot_be_kept_in_is_named() =>
        Complains(await Child.Run("device", "list", "--data", _folder.Write("a-file", "")), 1, "a-file", "--data");

    [Fact]
    public async Task A_device_is_not_registered_where_no_server_keeps_its_data()
    {
        var ended = await Child.Run("device", "add", "--data", _folder.File("elsewhere"), "--store", "s", "--id", "x");

        Complains(ended, 1, "elsewhere", "smartstore.db", "--data");
        Assert.Equal("", ended.Out);
        Assert.False(Directory.Exists(_folder.File("elsewhere")));
    }

    [Fact]
    public async Task A_device_that_is_registered_again_is_told_to_have_lost_its_password()
    {
        string[] add = ["device", "add", "--data", shop.Data, "--store", "s", "--id", "twice"];

        var first = await Child.Run(add);
        var second = await Child.Run(add);

        Complains(first, 0, "cannot be shown again");
        Assert.DoesNotContain("old one", first.Err);
        Complains(second, 0, "old one", "cannot be shown again");
        Assert.NotEqual(first.Out, second.Out);
    }

    private static void Complains(Finished ended, int code, params string[] words)
    {
        Assert.Equal(code, ended.Code);
        ended.ShowsNoStackTrace();
        foreach (var word in words) Assert.Contains(word, ended.Err);
    }
}
