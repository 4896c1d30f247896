using System.Buffers.Text;
using System.Security.Cryptography;
using SmartStore.Core.Members;

namespace SmartStore.Core.Tests.Members;

/// <summary>Which browsers of a member take pushes.</summary>
public sealed class PushAddressTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-30T10:00:00Z");

    [Fact]
    public void A_browser_is_kept_once_with_the_keys_that_it_said_last_and_the_same_again_is_no_news()
    {
        var member = Give(Member.Empty(new ShopperId("ann")), new PushAddressPut("1", Now, Address("a", "first")), new PushAddressPut("2", Now, Address("b", "x")));
        Assert.Empty(MemberDecider.Decide(member, new PushAddressPut("3", Now.AddDays(1), Address("b", "x"))));
        member = Give(member, new PushAddressPut("4", Now, Address("a", "second")));
        Assert.Equal([("b", "x"), ("a", "second")], member.Pushes.Select(push => (push.Endpoint, push.Auth)));
    }

    [Fact]
    public void The_sixth_browser_takes_the_place_of_the_first()
    {
        var member = Member.Empty(new ShopperId("ann"));
        for (var n = 1; n <= PushAddress.PerMemberMax; n++) member = Give(member, new PushAddressPut($"{n}", Now, Address($"b{n}", "x")));
        Assert.Equal(["b1", "b2", "b3", "b4", "b5"], member.Pushes.Select(push => push.Endpoint));
        Assert.Equal(["b2", "b3", "b4", "b5", "b6"], Give(member, new PushAddressPut("6", Now, Address("b6", "x"))).Pushes.Select(push => push.Endpoint));
    }

    [Fact]
    public void What_is_gone_goes_alone_and_ended_devices_take_all_with_them()
    {
        var member = Give(Member.Empty(new ShopperId("ann")), new PushAddressPut("1", Now, Address("a", "x")), new PushAddressPut("2", Now, Address("b", "x")));
        Assert.Equal(["b"], Give(member, new PushAddressGone("3", Now, "a")).Pushes.Select(push => push.Endpoint));
        Assert.Empty(MemberDecider.Decide(member, new PushAddressGone("3", Now, "c")));
        Assert.Empty(Give(member, new PushesEnded("4", Now)).Pushes);
        Assert.Empty(MemberDecider.Decide(Member.Empty(new ShopperId("ann")), new PushesEnded("5", Now)));
    }

    [Fact]
    public void Keys_have_their_length_and_lie_on_the_curve()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] good = [4, .. point.X!, .. point.Y!], off = [.. good];
        off[64] ^= 1;
        Assert.Empty(new PushAddress("https://push.example/1", Base64Url.EncodeToString(good), Base64Url.EncodeToString(new byte[16]), Now).Problems());
        foreach (var bad in new[] { off, good[..64], [.. good, 0], [2, .. good[1..]] })
            Assert.Equal("p256dh", Assert.Single(new PushAddress("https://push.example/1", Base64Url.EncodeToString(bad), Base64Url.EncodeToString(new byte[16]), Now).Problems()).Path);
        foreach (var length in new[] { 15, 17 })
            Assert.Equal("auth", Assert.Single(new PushAddress("https://push.example/1", Base64Url.EncodeToString(good), Base64Url.EncodeToString(new byte[length]), Now).Problems()).Path);
        Assert.Equal(["endpoint", "p256dh", "auth"], new PushAddress("here", "?", "?", Now).Problems().Select(problem => problem.Path));
    }

    private static PushAddress Address(string endpoint, string auth) => new(endpoint, "key", auth, Now);

    private static Member Give(Member member, params MemberFact[] facts) =>
        facts.Aggregate(member, (state, fact) => MemberDecider.Decide(state, fact).Aggregate(state, MemberDecider.Evolve));
}
