using SmartStore.Core;
using SmartStore.Core.Pickup;

namespace SmartStore.Presence;

/// <summary>Names the events of taps.</summary>
public static class TapAnswers
{
    /// <summary>Id of the event of a tap: the same tap, sent again, is the same event.</summary>
    public static string EventId(TapKey tap) => DerivedId.Of('t', tap.Value, "tapped", "");
}
