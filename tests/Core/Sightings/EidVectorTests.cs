using System.Text.Json;
using SmartStore.Core.Sightings.Rotating;

namespace SmartStore.Core.Tests.Sightings;

public sealed class EidVectorTests
{
    private static readonly JsonElement[] Vectors =
        [.. JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("rotating/eddystone_eid.json"))).RootElement.EnumerateArray()];

    [Fact]
    public void Every_vector_matches()
    {
        Assert.Equal(121, Vectors.Length);
        Span<byte> temporary = stackalloc byte[16];
        foreach (var vector in Vectors)
        {
            var key = Convert.FromHexString(vector.GetProperty("identity_key").GetString()!);
            var clockS = vector.GetProperty("time_s").GetUInt32();
            var k = vector.GetProperty("k").GetInt32();

            System.Runtime.Intrinsics.Vector128.CopyTo(EddystoneEid.TemporaryKey(System.Runtime.Intrinsics.Vector128.Create(key), clockS), temporary);

            Assert.Equal(vector.GetProperty("temporary_key").GetString(), Convert.ToHexStringLower(temporary));
            Assert.Equal(vector.GetProperty("eid").GetString(), EddystoneEid.Compute(key, k, clockS).ToString("x16"));
        }
    }

    [Fact]
    public void The_key_agreed_at_registration_matches_the_published_chain()
    {
        var chain = Vectors.Single(one => one.GetProperty("kind").GetString() == "eid_chain");
        byte[] Hex(string field) => Convert.FromHexString(chain.GetProperty(field).GetString()!);

        Assert.Equal(Hex("identity_key"), EddystoneEid.IdentityKey(Hex("shared_secret"), Hex("resolver_public"), Hex("beacon_public")));
    }

    [Fact]
    public void A_shared_secret_of_zeros_is_refused() =>
        Assert.Throws<ArgumentException>(() => EddystoneEid.IdentityKey(new byte[32], new byte[32], new byte[32]));

    [Fact]
    public void Processors_without_the_instructions_compute_the_same()
    {
        var random = new Random(3);
        for (var i = 0; i < 50; i++)
        {
            var (key, block) = (Block(random), Block(random));
            Assert.Equal(Aes128.EncryptByPlatform(key, block), Aes128.Encrypt(key, block));
        }
    }

    private static System.Runtime.Intrinsics.Vector128<byte> Block(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return System.Runtime.Intrinsics.Vector128.Create<byte>(bytes);
    }
}
