using Microsoft.Extensions.DependencyInjection;
using SmartStore.Core.Stores;
using SmartStore.Rpc;

namespace SmartStore.Catalog;

/// <summary>Puts reference data into the composition.</summary>
public static class CatalogServices
{
    /// <summary>Adds the books and the <c>Stores</c> service.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services
        .AddSingleton<Books>()
        .AddSingleton<IBooks>(provider => provider.GetRequiredService<Books>())
        .AddRpcService<StoresService>();
}
