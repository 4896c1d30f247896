namespace SmartStore.Core.Cases;

/// <summary>What of a case others get to see. It is decided here, where the case lies, so that nobody else holds what they may not show.</summary>
public static class CaseViews
{
    /// <summary>Characters of all entries in a copy: a case of the longest texts does not fill a stream. Who acts on a case gets all of them with the reply.</summary>
    public const int CopyCharsMax = 2_000;

    /// <summary>For the staff of its store, whole. Of care it says kind and zone until somebody has it.</summary>
    public static ServiceCase ForStaff(ServiceCase of) => of.IsDiscreet && of.Staff.Length == 0
        ? of with { Shopper = ShopperId.Nobody, Name = "", Products = [], Order = "", Purchase = "", Visit = "", Topic = "", Entries = [], Ask = null }
        : of;

    /// <summary>For the staff's board.</summary>
    public static ServiceCase ForBoard(ServiceCase of) => Brief(ForStaff(of));

    /// <summary>For its shopper, whole: without what staff note for each other.</summary>
    public static ServiceCase ForShopper(ServiceCase of) => of.Entries.Any(entry => entry.IsInternal) ? of with { Entries = [.. of.Entries.Where(entry => !entry.IsInternal)] } : of;

    /// <summary>For the shopper's phone.</summary>
    public static ServiceCase ForPhone(ServiceCase of) => Brief(ForShopper(of));

    // What was asked first, and the newest.
    private static ServiceCase Brief(ServiceCase of)
    {
        var left = CopyCharsMax - of.Entries.Sum(Length);
        if (left >= 0) return of;
        var kept = new List<CaseEntry>();
        left = CopyCharsMax - Length(of.Entries[0]);
        for (var i = of.Entries.Count - 1; i > 0 && (kept.Count == 0 || left >= Length(of.Entries[i])); i--)
        {
            kept.Add(of.Entries[i]);
            left -= Length(of.Entries[i]);
        }
        return of with { Entries = [of.Entries[0], .. Enumerable.Reverse(kept)] };
    }

    private static int Length(CaseEntry entry) => entry.Text.Length + entry.Choices.Sum(choice => choice.Length);
}
