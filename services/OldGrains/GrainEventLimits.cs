using System.Text;
using SmartStore.Grains.Activations;

namespace SmartStore.Grains;

/// <summary>Checks facts and effects against <see cref="GrainLimits"/> before anything is stored.</summary>
internal static class GrainEventLimits
{
    /// <summary>A fact from a source, or from one grain to another.</summary>
    /// <exception cref="ArgumentException">Says which limit it breaks.</exception>
    public static void Check(GrainEvent fact)
    {
        if (fact.Id.Length is 0 or > GrainLimits.IdCharsMax) throw Broken($"An event id has 1 to {GrainLimits.IdCharsMax} characters, not {fact.Id.Length}.");
        if (fact.Id.StartsWith(RelayedId.Prefix, StringComparison.Ordinal)) throw Broken($"Event ids that start with '{RelayedId.Prefix}' are the host's own.");
        CheckBody(fact);
    }

    /// <summary>A fact of this process, which may leave its id to the host.</summary>
    public static void CheckLocal(GrainEvent fact)
    {
        if (fact.Id.Length == 0) CheckBody(fact);
        else Check(fact);
    }

    public static void CheckGrain(string grain)
    {
        if (grain.Length == 0 || Encoding.UTF8.GetByteCount(grain) > GrainLimits.GrainKeyBytesMax)
            throw Broken($"A grain key has 1 to {GrainLimits.GrainKeyBytesMax} bytes.");
    }

    public static void Check(OutboxEntry entry)
    {
        if (entry.Id.Length is 0 or > GrainLimits.IdCharsMax) throw Broken($"An effect id has 1 to {GrainLimits.IdCharsMax} characters, not {entry.Id.Length}.");
        if (entry.Channel.Length is 0 or > GrainLimits.ChannelCharsMax) throw Broken($"A channel name has 1 to {GrainLimits.ChannelCharsMax} characters, not {entry.Channel.Length}.");
        if (entry.Payload.Length > GrainLimits.PayloadBytesMax + RelayedFact.HeadBytesMax) throw Broken($"A payload has at most {GrainLimits.PayloadBytesMax} bytes, not {entry.Payload.Length}.");
    }

    private static void CheckBody(GrainEvent fact)
    {
        CheckGrain(fact.Grain);
        if (fact.Kind.Length is 0 or > GrainLimits.KindCharsMax) throw Broken($"An event kind has 1 to {GrainLimits.KindCharsMax} characters, not {fact.Kind.Length}.");
        if (fact.Payload.Length > GrainLimits.PayloadBytesMax) throw Broken($"A payload has at most {GrainLimits.PayloadBytesMax} bytes, not {fact.Payload.Length}.");
    }

    private static ArgumentException Broken(string message) => new(message);
}
