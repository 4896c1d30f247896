using Orleans.Runtime;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// References to grains that are called for each tap and each sighting. Orleans looks up by reflection what it calls an interface, each time a reference is
/// asked for; here that is kept.
/// </summary>
public static class GrainReferences
{
    /// <summary>As <see cref="IGrainFactory.GetGrain{T}(string, string)"/> gives it, for an interface that one kind of grain has.</summary>
    public static T Grain<T>(this IGrainFactory grains, string key) where T : IGrainWithStringKey
    {
        if (Known<T>.Names is { } names) return (T)grains.GetGrain(GrainId.Create(names.Grain, key), names.Interface);
        var found = grains.GetGrain<T>(key);
        Known<T>.Learn(found);
        return found;
    }

    /// <summary>As <see cref="IGrainFactory.GetGrain{T}(GrainId)"/> gives it.</summary>
    public static T Grain<T>(this IGrainFactory grains, GrainId id) where T : IAddressable
    {
        if (Known<T>.Names is { } names) return (T)grains.GetGrain(id, names.Interface);
        var found = grains.GetGrain<T>(id);
        Known<T>.Learn(found);
        return found;
    }

    private static class Known<T>
    {
        public static Found? Names { get; private set; }

        public static void Learn(T grain)
        {
            if (grain is GrainReference reference) Names = new Found(reference.GrainId.Type, reference.InterfaceType);
        }
    }

    private sealed record Found(GrainType Grain, GrainInterfaceType Interface);
}
