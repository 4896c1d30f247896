namespace SmartStore.Grains.Presence;

/// <summary>
/// How many visitors stand in each zone of one form of a store, and which language they chose. The tracker table reports every move here, so that a look at the store costs
/// the same whether ten people are in it or a hundred thousand.
/// </summary>
/// <param name="map">The zones of this form.</param>
/// <param name="before">The counts of the form that this one replaces: visitors who were not heard since still count there.</param>
internal sealed class Headcount(ZoneMap map, Headcount? before)
{
    /// <summary>Numbers of one zone: visitors by the language that they chose, those who chose none first.</summary>
    public static readonly int Languages = Phrases.Tags.Count + 1;

    private readonly int[] _visitors = new int[(map.Zones.Count + 1) * Languages];
    private readonly Headcount? _before = WithAnybody(before);

    /// <summary>A visitor came into a zone.</summary>
    /// <param name="zone">Index in this form, or <see cref="ZoneMap.Unknown"/>.</param>
    /// <param name="language"><see cref="Core.Screens.SignLanguage.Index"/>.</param>
    public void Came(int zone, int language) => Interlocked.Increment(ref _visitors[(Place(zone) * Languages) + language]);

    /// <summary>A visitor left it.</summary>
    public void Left(int zone, int language) => Interlocked.Decrement(ref _visitors[(Place(zone) * Languages) + language]);

    /// <summary>All visitors, those of earlier forms too: <see cref="Languages"/> numbers for each zone; the last of them are of visitors whose zone is unknown.</summary>
    public int[] All()
    {
        var all = new int[_visitors.Length];
        for (var form = this; form is not null; form = form._before)
            for (var i = 0; i < form._visitors.Length; i++)
                all[((form == this ? i / Languages : Place(form.ZoneIn(map, i / Languages))) * Languages) + (i % Languages)] += Volatile.Read(ref form._visitors[i]);
        return all;
    }

    // A form that was replaced names its zones in its own order.
    private int ZoneIn(ZoneMap newest, int zone) => zone == map.Zones.Count ? ZoneMap.Unknown : newest.ZoneIndex(map.Zones[zone].Id);

    private int Place(int zone) => zone == ZoneMap.Unknown ? map.Zones.Count : zone;

    private static Headcount? WithAnybody(Headcount? form)
    {
        while (form is not null && Array.TrueForAll(form._visitors, count => count == 0)) form = form._before;
        return form;
    }
}
