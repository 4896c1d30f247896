using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SmartStore.Core.Sightings;

namespace SmartStore.GrainInterfaces;

/// <summary>How types of Core travel between processes. Silos and clients need the same.</summary>
public static class GrainCodecs
{
    /// <summary>Core knows nothing of Orleans, so its types travel as JSON. In one process they are immutable and travel as they are.</summary>
    public static IServiceCollection AddGrainCodecs(this IServiceCollection services) =>
        services.AddSerializer(static serializer => serializer.AddJsonSerializer(static type => type.Assembly == typeof(Core.ShopperId).Assembly));
}

/// <summary>A sighting between processes: its key travels as text, because only Core knows its bits.</summary>
[GenerateSerializer, Immutable, Alias("SightingTravel")]
public readonly record struct SightingTravel([property: Id(0)] string Key, [property: Id(1)] ulong Eid, [property: Id(2)] ulong Mac, [property: Id(3)] short RssiDbm, [property: Id(4)] long AtUnixMs);

/// <summary>Tells Orleans of <see cref="SightingTravel"/>.</summary>
[RegisterConverter]
public sealed class SightingConverter : IConverter<Sighting, SightingTravel>
{
    /// <inheritdoc/>
    public Sighting ConvertFromSurrogate(in SightingTravel surrogate)
    {
        if (surrogate.Eid == 0 && BeaconKey.TryParse(surrogate.Key, out var key)) return new Sighting(key, surrogate.Mac, surrogate.RssiDbm, surrogate.AtUnixMs);
        return new Sighting(BeaconKey.OfEid(surrogate.Eid), surrogate.Mac, surrogate.RssiDbm, surrogate.AtUnixMs);
    }

    /// <inheritdoc/>
    public SightingTravel ConvertToSurrogate(in Sighting value) =>
        value.Key.Kind == BeaconKind.Eid ? new("", value.Key.Eid, value.Mac, value.RssiDbm, value.AtUnixMs) : new(value.Key.ToString(), 0, value.Mac, value.RssiDbm, value.AtUnixMs);
}
