using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Tests.Calls;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Tests.Identity;

/// <summary>Devices that show a certificate of the connection.</summary>
public sealed class CertificateTests
{
    private static readonly string Registered = $"{ApiShop.StoreId}/phone/ann";

    [Fact]
    public async Task A_registered_phone_is_its_shopper_and_no_other()
    {
        Assert.Equal(StatusCode.OK, await Call(Registered, "ann"));
        Assert.Equal(StatusCode.PermissionDenied, await Call(Registered, "bob"));
    }

    [Theory]
    [InlineData("corner/phone/bob")]
    [InlineData("ann")]
    [InlineData("corner/phone/ann/x")]
    public async Task A_certificate_of_a_device_that_is_not_registered_is_refused(string name) => Assert.Equal(StatusCode.Unauthenticated, await Call(name, "bob"));

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var other = new TestAuthority();
        Assert.Equal(StatusCode.Unauthenticated, await Call(Registered, "ann", other));
    }

    private static async Task<StatusCode> Call(string name, string shopper, TestAuthority? signer = null)
    {
        using var authority = new TestAuthority();
        using var server = authority.Issue("localhost", TestAuthority.ForServers);
        using var device = (signer ?? authority).Issue(name, TestAuthority.ForClients);
        await using var shop = await ApiShop.Open(new ApiOptions { ClientCa = authority.PemFile }, server);
        await shop.Services.GetRequiredService<IDevices>().Put(DeviceName.Read(Registered)!);
        using var http = new HttpClient(authority.Handler(device));
        var method = RawCall.Methods.Single(method => method.Short() == "Shoppers.GetList");
        return (await http.Status(shop.Https!, method, method.Request(("shopper_id", shopper)))).StatusCode;
    }
}
