using System.Globalization;
using Google.Protobuf;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore calibrate</c>: learned from a recording and its taps, put into a running server, shown, taken back.</summary>
public sealed class CalibrateTests(OpenShop shop) : IClassFixture<OpenShop>, IDisposable
{
    private const int StayS = 20;
    private const int Rounds = 2;
    private static readonly string[] Walkers = ["anna", "bram", "cleo", "dirk"];
    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_taps_taught_is_put_in_force_shown_and_taken_back()
    {
        var hall = Import("learned");
        Assert.Equal(0, (await Child.Run("import", hall, "--server", Server)).Code);
        Record(taps: Taps(Rounds));
        var file = _folder.File("hall.json");

        var learned = await Child.Run("calibrate", _folder.Path, "--layout", hall, "--out", file, "--sensing", "phone");
        var put = await Child.Run("calibrate", "put", file, "--store", "learned", "--server", Server);
        var shown = await Child.Run("calibrate", "show", "--store", "learned", "--server", Server);
        var reverted = await Child.Run("calibrate", "revert", "--store", "learned", "--server", Server);

        Assert.Equal((0, 0, 0, 0), (learned.Code, put.Code, shown.Code, reverted.Code));
        Assert.Contains($"walks: {Walkers.Length}.", learned.Out);
        Assert.Contains("it was not learned from, the default rule is right", learned.Out);
        Assert.Contains("Calibration 1 of store learned is in force", put.Out);
        Assert.Contains("Calibration 1 of store learned is in force", shown.Err);
        Assert.Contains("b-produce", shown.Out);
        Assert.Contains("\"gainLeast\"", shown.Out);
        Assert.Contains("Store learned has no calibration", reverted.Out);
    }

    [Fact]
    public async Task What_places_nobody_better_than_the_default_rule_on_other_time_is_refused_and_not_written()
    {
        Record(taps: Taps(Rounds), louderDb: 0);

        var ended = await Child.Run("calibrate", _folder.Path, "--layout", Import("honest"), "--out", _folder.File("hall.json"), "--sensing", "phone");

        Assert.Equal(1, ended.Code);
        Assert.Contains("Refused: on", ended.Err);
        ended.ShowsNoStackTrace();
        Assert.False(File.Exists(_folder.File("hall.json")));
    }

    [Fact]
    public async Task Taps_in_some_zones_only_teach_nothing_and_the_others_are_named()
    {
        Record(taps: Taps(Rounds).Where(tap => tap.Zone is not ("dairy" or "pharmacy")));

        var ended = await Child.Run("calibrate", _folder.Path, "--layout", Import("some"), "--out", _folder.File("hall.json"), "--sensing", "phone");

        Assert.Equal(2, ended.Code);
        Assert.Contains("too few in dairy, pharmacy", ended.Err);
        ended.ShowsNoStackTrace();
        Assert.False(File.Exists(_folder.File("hall.json")));
    }

    [Theory]
    [InlineData("t_s,walker,zone\n1,anna,attic\n", "taps.csv:2", "attic")]
    [InlineData("t_s,walker,zone\n1,zoe,dairy\n", "taps.csv:2", "zoe")]
    [InlineData("t_s,walker,zone\n1,anna\n", "taps.csv:2", "t_s,walker,zone")]
    [InlineData("t_s,zone\n1,dairy\n", "taps.csv:1", "t_s,walker,zone")]
    public async Task A_mistake_in_the_taps_is_named_by_line(string taps, params string[] words)
    {
        Record([]);
        _folder.Write("taps.csv", taps);

        var ended = await Child.Run("calibrate", _folder.Path, "--layout", Import("wrong"), "--out", _folder.File("hall.json"), "--sensing", "phone");

        Assert.Equal(2, ended.Code);
        foreach (var word in words) Assert.Contains(word, ended.Err);
        ended.ShowsNoStackTrace();
    }

    [Fact]
    public async Task A_recording_without_labels_is_refused_and_what_is_missing_is_named()
    {
        Record([]);
        File.Delete(_folder.File("taps.csv"));

        var ended = await Child.Run("calibrate", _folder.Path, "--layout", Import("bare"), "--out", _folder.File("hall.json"), "--sensing", "phone");

        Assert.Equal(2, ended.Code);
        Assert.Contains("truth.csv", ended.Err);
        ended.ShowsNoStackTrace();
    }

    private string Server => shop.Server.Grpc.ToString();

    private string Import(string store) =>
        _folder.Write("shop.json", JsonFormatter.Default.Format(new ImportDocument { Stores = { CornerShop.Layout(store) } }));

    private static IEnumerable<(int AtS, string Walker, string Zone)> Taps(int rounds) =>
        from walker in Walkers
        from stay in Enumerable.Range(0, rounds * CornerShop.Zones.Length)
        select (stay * StayS + StayS / 2, walker, ZoneOf(stay));

    // There and back again, so that every step leads to a neighbour.
    private static string ZoneOf(int stay) =>
        CornerShop.Zones[stay / CornerShop.Zones.Length % 2 == 0 ? stay % CornerShop.Zones.Length : CornerShop.Zones.Length - 1 - stay % CornerShop.Zones.Length];

    // Phones in a shop whose produce beacon is heard 14 dB too loud: the default rule places the neighbours' visitors there.
    private void Record(IEnumerable<(int AtS, string Walker, string Zone)> taps, int louderDb = 14)
    {
        var random = new Random(11);
        var sightings = new StringBuilder("t_s,transmitter,receiver,rssi_dbm\n");
        for (var half = 0; half < 2 * StayS * Rounds * CornerShop.Zones.Length; half++)
            foreach (var walker in Walkers)
                for (var beacon = 0; beacon < CornerShop.Zones.Length; beacon++)
                {
                    var apart = Math.Abs(beacon - Array.IndexOf(CornerShop.Zones, ZoneOf(half / 2 / StayS)));
                    var rssi = -60 - 8 * apart + (CornerShop.Zones[beacon] == "produce" ? louderDb : 0) + random.Next(-3, 4);
                    sightings.Append(CultureInfo.InvariantCulture, $"{half / 2.0:F1},b-{CornerShop.Zones[beacon]},{walker},{rssi}\n");
                }

        _folder.Write("sightings.csv", sightings.ToString());
        _folder.Write("taps.csv", "t_s,walker,zone\n" + string.Concat(taps.Select(tap => $"{tap.AtS},{tap.Walker},{tap.Zone}\n")));
    }
}
