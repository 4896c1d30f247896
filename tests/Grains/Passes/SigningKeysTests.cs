using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Passes;

namespace SmartStore.Grains.Tests.Passes;

/// <summary>The key that signs what devices check by themselves.</summary>
public sealed class SigningKeysTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryStateStore _store;

    public SigningKeysTests() => _store = new MemoryStateStore(_time);

    [Fact]
    public async Task What_the_kept_key_signs_is_checked_with_the_set_that_devices_get()
    {
        using var set = JsonDocument.Parse(await new SigningKeys(_store, _time).PublicKeys());
        var jwk = Assert.Single(set.RootElement.GetProperty("keys").EnumerateArray());
        Assert.Equal(["kty", "crv", "use", "alg", "kid", "x", "y"], jwk.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["EC", "P-256", "sig", "ES256"], new[] { "kty", "crv", "use", "alg" }.Select(name => jwk.GetProperty(name).GetString()));

        using var kept = ECDsa.Create();
        using var document = JsonDocument.Parse(Assert.Single(await _store.Documents("keys")).Body);
        kept.ImportPkcs8PrivateKey(document.RootElement[0].GetProperty("Pkcs8").GetBytesFromBase64(), out _);
        var signature = kept.SignData("manifest"u8, HashAlgorithmName.SHA256);
        using var given = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes("x"), Y = Bytes("y") } });
        Assert.True(given.VerifyData("manifest"u8, signature, HashAlgorithmName.SHA256));
        Assert.Equal(32, Bytes("kid").Length);

        byte[] Bytes(string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
    }

    [Fact]
    public async Task Processes_that_make_it_at_once_end_with_the_same_one()
    {
        var racing = new BothReadFirst(_store);
        var made = await Task.WhenAll(Enumerable.Range(0, BothReadFirst.Readers).Select(_ => new SigningKeys(racing, _time).PublicKeys()));
        Assert.Equal(1, racing.Puts);
        Assert.Single(made.Distinct());
        Assert.Equal(made[0], await new SigningKeys(_store, _time).PublicKeys());
    }

    [Fact]
    public async Task It_leaves_the_pass_keys_alone_and_they_it()
    {
        var passes = new PassKeyring(_store, _time);
        await passes.Turn(default);
        var first = await new SigningKeys(_store, _time).PublicKeys();
        var pass = passes.Issue(new ShopperId("ann"));
        _time.Advance(TimeSpan.FromHours(25));
        await passes.Turn(default);
        Assert.Equal(SmartStore.Core.Pickup.PassVerdict.Expired, passes.Read(pass.Token, _time.GetUtcNow()).Verdict);
        Assert.Equal(first, await new SigningKeys(_store, _time).PublicKeys());
    }

    // None of the readers gets its first answer before all of them have asked.
    private sealed class BothReadFirst(MemoryStateStore store) : IDocumentStore
    {
        public const int Readers = 3;

        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _readers;
        private int _puts;

        public int Puts => _puts;

        public async ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default)
        {
            var found = await store.Documents(kind, after, cancel);
            if (Interlocked.Increment(ref _readers) == Readers) _all.SetResult();
            await _all.Task;
            return found;
        }

        public async ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null)
        {
            var version = await store.PutDocument(kind, id, body, expected);
            Interlocked.Increment(ref _puts);
            return version;
        }
    }
}
