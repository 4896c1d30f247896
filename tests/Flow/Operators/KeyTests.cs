using System.Net;
using SmartStore.Api.Identity;
using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore key</c>: on the folder of a server that runs.</summary>
public sealed class KeyTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task A_key_is_shown_once_and_works_until_it_is_removed_while_the_server_runs()
    {
        var added = await Child.Run("key", "add", "--data", shop.Data, "--id", "order-system", "--role", "orders,till");
        Assert.Equal(0, added.Code);
        Assert.Contains("cannot be shown again", added.Err);
        var key = Assert.Single(added.Out.Split('\n'), line => line.StartsWith("key=order-system.", StringComparison.Ordinal))["key=".Length..];
        await Eventually.Is(async () => await Call(key, "Stores/PutOrder") == HttpStatusCode.BadRequest, () => "a key in force");
        Assert.Equal(HttpStatusCode.Forbidden, await Call(key, "Stores/PutStore"));

        var listed = await Child.Run("key", "list", "--data", shop.Data);
        Assert.Matches(@"^order-system orders,till \d{4}-\d\d-\d\dT", listed.Out);
        Assert.DoesNotContain(key.Split('.')[1], listed.Out);

        Assert.Equal(0, (await Child.Run("key", "remove", "--data", shop.Data, "--id", "order-system")).Code);
        await Eventually.Is(async () => await Call(key, "Stores/PutOrder") == HttpStatusCode.Unauthorized, () => "the end of the key");
    }

    [Fact]
    public async Task A_command_may_show_a_key()
    {
        var key = (await Child.Run("key", "add", "--data", shop.Data, "--id", "till-9", "--role", "till")).Out["key=".Length..].Trim();
        await Eventually.Is(async () => await Call(key, "Stores/GetStore") == HttpStatusCode.BadRequest, () => "a key in force");

        var refused = await Child.Run("why", "--shopper", "ann", "--server", shop.Server.Grpc.ToString(), "--api-key", key);

        Assert.Equal((1, "Your identity does not allow this."), (refused.Code, Assert.Single(refused.Complaints)));
    }

    [Theory]
    [InlineData(2, "king", "--id", "a", "--role", "king")]
    [InlineData(2, "operator", "--id", "a", "--role", "")]
    [InlineData(2, "two words", "--id", "two words", "--role", "till")]
    [InlineData(2, "--role", "--id", "a")]
    public async Task What_is_no_key_is_named(int code, string word, params string[] arguments)
    {
        var ended = await Child.Run(["key", "add", "--data", shop.Data, .. arguments]);
        Assert.Equal(code, ended.Code);
        Assert.Contains(word, ended.Err);
        ended.ShowsNoStackTrace();
        Assert.Equal("", ended.Out);
    }

    [Fact]
    public async Task A_key_made_again_replaces_the_old_one()
    {
        string[] add = ["key", "add", "--data", shop.Data, "--id", "twice", "--role", "staff"];
        var first = await Child.Run(add);
        var second = await Child.Run(add);
        Assert.DoesNotContain("no longer works", first.Err);
        Assert.Contains("no longer works", second.Err);
        Assert.NotEqual(first.Out, second.Out);
    }

    [Fact]
    public async Task A_store_has_1000_keys_at_most_and_one_of_them_may_still_be_made_again()
    {
        using var folder = new FreshFolder();
        using (var store = await SqliteStateStore.Open(folder.Path, TimeProvider.System))
            await Task.WhenAll(Enumerable.Range(1, ApiKey.KeysMax - 1).Select(async i => await store.PutDocument(ApiKey.DocumentKind, $"key-{i}", ApiKey.New($"key-{i}", ["till"], DateTimeOffset.UnixEpoch).Key.ToDocument())));

        Assert.Equal(0, (await Add("last")).Code);
        var refused = await Add("one-more");
        Assert.Equal((1, "The store is full with 1000 keys; remove one first."), (refused.Code, Assert.Single(refused.Complaints)));
        Assert.Equal(0, (await Add("last")).Code);

        Task<Finished> Add(string id) => Child.Run("key", "add", "--data", folder.Path, "--id", id, "--role", "till");
    }

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_removed() =>
        Assert.Equal(1, (await Child.Run("key", "remove", "--data", shop.Data, "--id", "nobody")).Code);

    [Fact]
    public async Task A_folder_that_no_server_uses_takes_no_key()
    {
        using var elsewhere = new FreshFolder();
        var ended = await Child.Run("key", "add", "--data", elsewhere.Path, "--id", "a", "--role", "till");
        Assert.Equal(1, ended.Code);
        Assert.Contains("smartstore.db", ended.Err);
        Assert.Contains("--data", ended.Err);
    }

    private async Task<HttpStatusCode> Call(string key, string method)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop.Server.Http, $"/smartstore.v1.{method}")) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", key);
        using var response = await http.SendAsync(request, Eventually.Soon);
        return response.StatusCode;
    }
}
