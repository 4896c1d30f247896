using Microsoft.Extensions.Hosting;

namespace SmartStore.Host.Composition;

/// <summary>What ended a service that works in the background. The host stops for it, but leaves saying so to who runs it.</summary>
internal static class BackgroundFailure
{
    /// <summary>The first failure among services; null: all of them work, or ended well.</summary>
    public static Exception? Of(IEnumerable<IHostedService> services) =>
        services.OfType<BackgroundService>().Select(service => service.ExecuteTask?.Exception?.GetBaseException()).FirstOrDefault(failure => failure is not null);
}
