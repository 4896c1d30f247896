using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Api.Identity;
using SmartStore.Grains.Storage;

namespace SmartStore.Api.Tests.Identity;

/// <summary>Keys of other systems.</summary>
public sealed class ApiKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_document_of_a_key_does_not_hold_its_secret_and_knows_it_all_the_same()
    {
        var (key, shown) = ApiKey.New("till.3", ["till"], Now);
        var (id, secret) = ApiKey.Split(shown)!.Value;

        var read = ApiKey.Read(key.ToDocument());

        Assert.Equal(("till.3", Now), (id, read.AddedAt));
        Assert.Equal(["till"], read.Roles);
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(key.ToDocument()));
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(secret)), read.SecretSha256);
        Assert.Equal((true, false, false), (read.IsSecret(secret), read.IsSecret(secret + "x"), read.IsSecret("")));
    }

    [Fact]
    public void A_secret_has_256_bits_and_is_never_the_same()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => ApiKey.Split(ApiKey.New("a", ["till"], Now).Shown)!.Value.Secret).ToList();
        Assert.Equal(100, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(43, secret.Length));
    }

    [Theory]
    [InlineData("two words", "till")]
    [InlineData("", "till")]
    [InlineData("a")]
    [InlineData("a", "king")]
    [InlineData("a", "till", "shopper")]
    [InlineData("a", "terminal")]
    public void What_is_no_key_is_not_made(string id, params string[] roles) => Assert.Throws<ArgumentException>(() => ApiKey.New(id, roles, Now));

    [Theory]
    [InlineData("")]
    [InlineData("nodot")]
    [InlineData(".secret")]
    [InlineData("id.")]
    public void What_has_not_the_form_of_a_key_is_none(string shown) => Assert.Null(ApiKey.Split(shown));

    [Fact]
    public async Task A_key_works_until_it_is_removed_and_not_with_another_secret()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        var shown = await shop.NewKey("orders", Roles.Orders);
        Assert.Equal(200, await Call(shown));
        Assert.Equal(401, await Call(shown[..^1] + (shown[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(401, await Call("nobody." + shown.Split('.')[1]));
        Assert.Equal(401, await Call("orders"));

        await shop.NewKey("orders", Roles.Orders);
        Assert.Equal(401, await Call(shown));

        async Task<int> Call(string key) => (int)(await shop.Call("Stores/GetStore", $$"""{"storeId":"{{ApiShop.StoreId}}"}""", ("x-api-key", key))).Status;
    }

    [Fact]
    public async Task A_key_that_another_process_added_is_in_force_within_five_seconds()
    {
        await using var shop = await ApiShop.Open();
        var (key, shown) = ApiKey.New("orders", [Roles.Orders], Now);
        await shop.Store.PutDocument(ApiKey.DocumentKind, key.Id, key.ToDocument());
        // The host does not wait until what it starts in the background has begun.
        await Eventually.Is(() => shop.Time.HasTimerOf(ApiKeys.LookEvery));

        shop.Time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.Is(async () => (await shop.Call("Stores/GetStore", $$"""{"storeId":"{{ApiShop.StoreId}}"}""", ("x-api-key", shown))).Status == System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_look_that_fails_ends_nothing_and_a_later_one_sees_what_is_new()
    {
        var time = new WatchedTime(Now);
        var store = new TroubledStore(new MemoryStateStore(time));
        using var keys = new ApiKeys(store, time, NullLogger<ApiKeys>.Instance);
        await keys.StartAsync(CancellationToken.None);
        await Eventually.Is(() => time.HasTimerOf(ApiKeys.LookEvery));

        store.Trouble = new InvalidOperationException("a bug of ours");
        time.Advance(ApiKeys.LookEvery);
        await Eventually.Is(() => store.Failures > 0);
        store.Trouble = null;
        var (key, shown) = ApiKey.New("orders", [Roles.Orders], Now);
        await store.PutDocument(ApiKey.DocumentKind, key.Id, key.ToDocument());

        await Eventually.Is(() =>
        {
            time.Advance(ApiKeys.LookEvery);
            return Task.FromResult(keys.Find(shown, out _) is not null);
        });
        await keys.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"id":"a","roles":["till"]}""")]
    public void A_document_without_what_makes_a_key_holds_none(string document) => Assert.Throws<JsonException>(() => ApiKey.Read(Encoding.UTF8.GetBytes(document)));

    [Fact]
    public async Task On_loopback_without_an_issuer_a_wrong_key_is_refused_although_no_key_would_do()
    {
        await using var shop = await ApiShop.Open();
        Assert.Equal(401, (int)(await shop.Call("Stores/GetStore", "{}", ("x-api-key", "no.key"))).Status);
        Assert.Equal(400, (int)(await shop.Call("Stores/GetStore", "{}")).Status);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_no_key_and_spoils_no_other()
    {
        await using var shop = await ApiShop.Open();
        await shop.Store.PutDocument(ApiKey.DocumentKind, "broken", "rubbish"u8.ToArray());
        var shown = await shop.NewKey("orders", Roles.Orders);
        Assert.Equal(200, (int)(await shop.Call("Stores/GetStore", $$"""{"storeId":"{{ApiShop.StoreId}}"}""", ("x-api-key", shown))).Status);
    }

    private sealed class TroubledStore(MemoryStateStore store) : IDocumentStore
    {
        private int _failures;

        /// <summary>Thrown instead of an answer; null: it answers.</summary>
        public Exception? Trouble { get; set; }

        public int Failures => Volatile.Read(ref _failures);

        public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
        {
            if (Trouble is not { } trouble) return store.Documents(kind, after, cancel);
            Interlocked.Increment(ref _failures);
            throw trouble;
        }

        public ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null) => store.PutDocument(kind, id, body, expected);
    }
}
