using Microsoft.Extensions.DependencyInjection;
using SmartStore.Core.Stores;
using SmartStore.Rpc;

namespace SmartStore.Catalog;

/// <summary>Puts reference data into the composition.</summary>
public static class CatalogServices
{
    /// <summary>Adds the books and the <c>Stores</c> and <c>Calibrations</c> services.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services
        .AddSingleton<CalibrationShelf>()
        .AddSingleton<Books>()
        .AddSingleton<IBooks>(provider => provider.GetRequiredService<Books>())
        .AddRpcService<StoresService>()
        .AddRpcService<CalibrationsService>();
}
