using System.Globalization;

namespace SmartStore.Accuracy.Explaining;

/// <summary>Shows one visit second by second, with the evidence and why the answer changed; as text, or as a picture.</summary>
public static class ExplainCommand
{
    private const double TextEveryS = 1;

    /// <summary>Returns the process's exit code.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var hall = Hall.ReadAll(arguments.Traces).FirstOrDefault(h => h.Name == arguments.Set)
            ?? throw new TraceException($"'{arguments.Traces}' has no set '{arguments.Set}'.");
        var recording = hall.Recordings.FirstOrDefault(r => r.Name == arguments.Recording)
            ?? throw new TraceException($"set '{hall.Name}' has no recording '{arguments.Recording}'; it has {string.Join(", ", hall.Recordings.Select(r => r.Name))}.");
        var model = new Models(arguments.Traces, arguments.CalibrateOn).For(hall, recording);
        if (arguments.Svg is { } svg)
        {
            File.WriteAllText(svg, VisitPicture.Draw(Visit.Of(model, hall, recording, VisitPicture.EveryS)));
            output.WriteLine($"drew {hall.Name}/{recording.Name} to {svg}");
            return 0;
        }

        Write(Visit.Of(model, hall, recording, TextEveryS), output);
        return 0;
    }

    private static void Write(Visit visit, TextWriter output)
    {
        var zones = visit.Hall.Map.Zones;
        var width = Math.Max(9, zones.Max(z => z.Id.Length) + 1);
        output.WriteLine($"{visit.Hall.Name}/{visit.Recording.Name}: by zone the probability and the level, dBm");
        output.WriteLine("    t_s  " + Cell("truth") + Cell("answer") + string.Concat(zones.Select(z => Cell(z.Id))));
        var next = 0;
        foreach (var moment in visit.Moments)
        {
            for (; next < visit.Changes.Count && visit.Changes[next].Seconds <= moment.Seconds; next++) output.WriteLine(Why(visit.Changes[next], zones));
            var beliefs = zones.Select((_, z) => Cell(string.Create(CultureInfo.InvariantCulture,
                $"{moment.Posterior[z]:F2} {(moment.LevelsDbm[z] > -120 ? moment.LevelsDbm[z].ToString("F0", CultureInfo.InvariantCulture) : "-")}")));
            var wrong = moment.Truth != ZoneMap.Unknown && moment.Truth != moment.Answer ? " <- not the truth" : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moment.Seconds,7:F1}  {Cell(Name(moment.Truth))}{Cell(Name(moment.Answer))}{string.Concat(beliefs)}{wrong}"));
        }

        for (; next < visit.Changes.Count; next++) output.WriteLine(Why(visit.Changes[next], zones));

        string Cell(string text) => text.PadRight(width);
        string Name(int zone) => zone == ZoneMap.Unknown ? "unknown" : zones[zone].Id;
    }

    private static string Why(Change change, IReadOnlyList<MappedZone> zones)
    {
        var transition = change.Transition;
        string Name(int zone) => zone == ZoneMap.Unknown ? "unknown" : zones[zone].Id;
        var reason = transition.Cause switch
        {
            TransitionCause.Evidence => string.Create(CultureInfo.InvariantCulture, $"probability {transition.Confidence:F2}; loudest: {change.Loudest}"),
            TransitionCause.Tap => "a tap at a terminal",
            TransitionCause.Silence => "nothing was heard for too long",
            TransitionCause.Deaf => "the likeliest zone has no working receiver",
            _ => "",
        };
        var familiar = change.Familiarity > 0 ? string.Create(CultureInfo.InvariantCulture, $"; looks like the calibration: {change.Familiarity:P0}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{change.Seconds,7:F1}  {Name(transition.Previous)} -> {Name(transition.Zone)}: {reason}{familiar}");
    }
}
