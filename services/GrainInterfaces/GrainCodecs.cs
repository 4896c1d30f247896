using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace SmartStore.GrainInterfaces;

/// <summary>How types of Core travel between processes. Silos and clients need the same.</summary>
public static class GrainCodecs
{
    /// <summary>Core knows nothing of Orleans, so its types travel as JSON. In one process they are immutable and travel as they are.</summary>
    public static IServiceCollection AddGrainCodecs(this IServiceCollection services) =>
        services.AddSerializer(static serializer => serializer.AddJsonSerializer(static type => type.Assembly == typeof(Core.ShopperId).Assembly));
}
