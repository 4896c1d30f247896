using Orleans.Runtime;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// References to grains that are called for each tap and each sighting; elsewhere <c>GetGrain</c> is good enough. Orleans looks up by reflection what it calls
/// an interface, each time a reference is asked for; here that is kept.
/// </summary>
public static class GrainReferences
{
    /// <summary>As <see cref="IGrainFactory.GetGrain{T}(string, string)"/> gives it: the interface is that of one kind of grain.</summary>
    public static T Grain<T>(this IGrainFactory grains, string key) where T : IGrainWithStringKey
    {
        if (Known<T>.OfItsKind is { } names) return (T)grains.GetGrain(GrainId.Create(names.Kind, key), names.Interface);
        var found = grains.GetGrain<T>(key);
        if (found is GrainReference reference) Known<T>.OfItsKind = new Names(reference.GrainId.Type, reference.InterfaceType);
        return found;
    }

    /// <summary>As <see cref="IGrainFactory.GetGrain{T}(GrainId)"/> gives it.</summary>
    public static T Grain<T>(this IGrainFactory grains, GrainId id) where T : IAddressable
    {
        if (Known<T>.OfAnyKind is { } names) return (T)grains.GetGrain(id, names.Interface);
        var found = grains.GetGrain<T>(id);
        if (found is GrainReference reference) Known<T>.OfAnyKind = new Names(reference.GrainId.Type, reference.InterfaceType);
        return found;
    }

    private static class Known<T>
    {
        public static Names? OfItsKind { get; set; }

        public static Names? OfAnyKind { get; set; }
    }

    private sealed record Names(GrainType Kind, GrainInterfaceType Interface);
}
