using System.Globalization;
using System.Security;
using System.Text;

namespace SmartStore.Accuracy.Explaining;

/// <summary>One visit as a picture: what each zone heard, what the tracker made of it, what it answered, and the truth, over time. SVG 1.1.</summary>
public static class VisitPicture
{
    /// <summary>Time between two moments of a picture, seconds.</summary>
    public const double EveryS = 0.25;

    private const double LeftPx = 78;
    private const double WidthPx = 860;
    private const double RightPx = 22;
    private const double LevelsTopPx = 46;
    private const double LevelsHeightPx = 170;
    private const double PosteriorTopPx = 250;
    private const double PosteriorHeightPx = 120;
    private const double AnswerTopPx = 404;
    private const double BandHeightPx = 18;
    private const double HeightPx = 496;
    private const double StrongestDbm = -45;
    private const double WeakestDbm = -90;

    // Colours that stay apart for colour-blind eyes (Okabe and Ito); more zones begin again.
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    /// <summary>Draws a visit with at least two moments.</summary>
    public static string Draw(Visit visit)
    {
        var svg = new StringBuilder();
        var from = visit.Moments[0].Seconds;
        var until = visit.Moments[^1].Seconds;
        double X(double seconds) => LeftPx + (seconds - from) / Math.Max(1, until - from) * WidthPx;

        Put(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LeftPx + WidthPx + RightPx} {HeightPx}" font-family="sans-serif" font-size="12">""");
        Put(svg, $"""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Text(svg, LeftPx, 18, "start", $"{visit.Hall.Name}/{visit.Recording.Name}", "15");
        Legend(svg, visit);
        Levels(svg, visit, X);
        Posterior(svg, visit, X);
        Bands(svg, visit, X);
        Axis(svg, from, until, X);
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private static void Legend(StringBuilder svg, Visit visit)
    {
        var x = LeftPx + WidthPx;
        foreach (var (zone, index) in visit.Hall.Map.Zones.Select((z, i) => (z, i)).Reverse())
        {
            Text(svg, x, 18, "end", zone.Id, "12");
            x -= 7.2 * zone.Id.Length + 8;
            Put(svg, $"""<rect x="{x - 10}" y="8" width="10" height="10" fill="{Colour(index)}"/>""");
            x -= 24;
        }
    }

    private static void Levels(StringBuilder svg, Visit visit, Func<double, double> x)
    {
        double Y(double dbm) => LevelsTopPx + (StrongestDbm - Math.Clamp(dbm, WeakestDbm, StrongestDbm)) / (StrongestDbm - WeakestDbm) * LevelsHeightPx;
        Frame(svg, LevelsTopPx, LevelsHeightPx, "level", "dBm");
        for (var dbm = WeakestDbm; dbm <= StrongestDbm; dbm += 15) Text(svg, LeftPx - 6, Y(dbm) + 4, "end", dbm.ToString("F0", CultureInfo.InvariantCulture), "11");
        for (var z = 0; z < visit.Hall.Map.Zones.Count; z++)
            Line(svg, z, visit.Moments.Where(m => m.LevelsDbm[z] > -120).Select(m => (x(m.Seconds), Y(m.LevelsDbm[z]))));
    }

    private static void Posterior(StringBuilder svg, Visit visit, Func<double, double> x)
    {
        double Y(double p) => PosteriorTopPx + (1 - p) * PosteriorHeightPx;
        Frame(svg, PosteriorTopPx, PosteriorHeightPx, "probability", "");
        Text(svg, LeftPx - 6, Y(1) + 8, "end", "1", "11");
        Text(svg, LeftPx - 6, Y(0), "end", "0", "11");
        for (var z = 0; z < visit.Hall.Map.Zones.Count; z++) Line(svg, z, visit.Moments.Select(m => (x(m.Seconds), Y(m.Posterior[z]))));
    }

    private static void Bands(StringBuilder svg, Visit visit, Func<double, double> x)
    {
        Band(svg, "answer", AnswerTopPx, visit, x, m => m.Answer);
        Band(svg, "truth", AnswerTopPx + BandHeightPx + 8, visit, x, m => m.Truth);
        foreach (var change in visit.Changes.Where(c => c.Seconds > visit.Moments[0].Seconds))
            Put(svg, $"""<line x1="{x(change.Seconds):F1}" y1="{LevelsTopPx}" x2="{x(change.Seconds):F1}" y2="{AnswerTopPx}" stroke="#888888" stroke-dasharray="2 3"/>""");
    }

    private static void Band(StringBuilder svg, string name, double top, Visit visit, Func<double, double> x, Func<Moment, int> zone)
    {
        Text(svg, LeftPx - 6, top + 13, "end", name, "12");
        var start = 0;
        for (var i = 1; i <= visit.Moments.Count; i++)
        {
            if (i < visit.Moments.Count && zone(visit.Moments[i]) == zone(visit.Moments[start])) continue;
            var left = x(visit.Moments[start].Seconds);
            var right = x(visit.Moments[Math.Min(i, visit.Moments.Count - 1)].Seconds);
            Put(svg, $"""<rect x="{left:F1}" y="{top}" width="{right - left:F1}" height="{BandHeightPx}" fill="{Colour(zone(visit.Moments[start]))}"/>""");
            start = i;
        }
    }

    private static void Axis(StringBuilder svg, double from, double until, Func<double, double> x)
    {
        var every = until - from > 120 ? 30 : 10;
        for (var t = Math.Ceiling(from / every) * every; t <= until; t += every)
            Text(svg, x(t), HeightPx - 22, "middle", t.ToString("F0", CultureInfo.InvariantCulture), "11");
        Text(svg, LeftPx + WidthPx, HeightPx - 6, "end", "seconds", "11");
    }

    private static void Frame(StringBuilder svg, double top, double height, string name, string unit)
    {
        Put(svg, $"""<rect x="{LeftPx}" y="{top}" width="{WidthPx}" height="{height}" fill="none" stroke="#cccccc"/>""");
        Text(svg, 4, top + 13, "start", name, "12");
        if (unit.Length > 0) Text(svg, 4, top + 28, "start", unit, "11");
    }

    private static void Line(StringBuilder svg, int zone, IEnumerable<(double X, double Y)> points)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colour(zone)}\" stroke-width=\"1.4\" points=\"");
        foreach (var (px, py) in points) svg.Append(CultureInfo.InvariantCulture, $"{px:F1},{py:F1} ");
        svg.Append("\"/>\n");
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text, string size) =>
        Put(svg, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}" font-size="{size}">{SecurityElement.Escape(text)}</text>""");

    private static string Colour(int zone) => zone == ZoneMap.Unknown ? "#dddddd" : Colours[zone % Colours.Length];

    private static void Put(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
