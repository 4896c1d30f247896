namespace SmartStore.Api.Tests;

/// <summary>One shop for the tests of a class: anybody on loopback may do everything.</summary>
public sealed class OpenApi : IAsyncLifetime
{
    internal ApiShop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Shop = await ApiShop.Open();

    // Without a shop the start failed, and that failure is what is to be seen.
    public ValueTask DisposeAsync() => Shop is null ? default : Shop.DisposeAsync();
}
