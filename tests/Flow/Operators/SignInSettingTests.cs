using Microsoft.Extensions.DependencyInjection;
using SmartStore.Host.Composition;
using SmartStore.Host.Settings;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>What has to be known of an issuer before people can sign in at it.</summary>
public sealed class SignInSettingTests
{
    private static readonly ServeOptions Issuer = new() { JwtIssuer = "https://login.example.com", JwtAudience = "smartstore", Jwks = "https://login.example.com/jwks" };

    [Theory]
    [InlineData("https://login.example.com")]
    [InlineData("http://127.0.0.1:9000/")]
    public void People_sign_in_at_an_issuer_that_has_an_address(string address) => Assert.NotNull((Issuer with { JwtIssuer = address, OidcClientId = "pages" }).Checked());

    [Theory]
    [InlineData("our issuer")]
    [InlineData("http://login.example.com")]
    public void An_issuer_without_a_safe_address_is_refused(string name) =>
        Assert.Contains("--jwt-issuer", Assert.Throws<UsageException>(() => (Issuer with { JwtIssuer = name, OidcClientId = "pages" }).Checked()).Message);

    [Fact]
    public void Pushes_need_a_key_and_whom_to_write_to()
    {
        Assert.NotNull(new ServeOptions { WebPushKey = "key.pem", WebPushContact = "mailto:shop@example.com" }.Checked());
        Assert.Contains("--web-push-contact", Assert.Throws<UsageException>(() => new ServeOptions { WebPushKey = "key.pem" }.Checked()).Message);
        Assert.Contains("--web-push-key", Assert.Throws<UsageException>(() => new ServeOptions { WebPushContact = "mailto:shop@example.com" }.Checked()).Message);
        Assert.Contains("--web-push-key", Assert.Throws<UsageException>(() => new ServeOptions { WebPushServices = ["https://push.example"] }.Checked()).Message);
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void A_key_that_is_none_is_named(string text)
    {
        using var folder = new FreshFolder();
        folder.Write("push.pem", text);
        var options = new ServeOptions { WebPushKey = folder.File("push.pem"), WebPushContact = "mailto:shop@example.com" };
        Assert.Contains("push.pem", Assert.Throws<UsageException>(() => new ServiceCollection().AddWebPush(options)).Message);
        Assert.Contains("none.pem", Assert.Throws<UsageException>(() => new ServiceCollection().AddWebPush(options with { WebPushKey = folder.File("none.pem") })).Message);
    }

    [Fact]
    public void A_client_without_an_issuer_and_a_secret_without_a_client_are_refused()
    {
        Assert.Contains("--jwt-issuer", Assert.Throws<UsageException>(() => new ServeOptions { OidcClientId = "pages" }.Checked()).Message);
        Assert.Contains("--oidc-client-id", Assert.Throws<UsageException>(() => (Issuer with { OidcClientSecret = "x" }).Checked()).Message);
        Assert.Contains("--oidc-client-id", Assert.Throws<UsageException>(() => (Issuer with { OidcScopes = ["roles"] }).Checked()).Message);
    }
}
