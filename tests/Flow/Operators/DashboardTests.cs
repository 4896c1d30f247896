using System.Net;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>The dashboard of Orleans: off, or for operators.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task It_shows_kinds_of_grains_and_no_single_one()
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path, flags: ["--dashboard"]);
        using var browser = new HttpClient { BaseAddress = server.Http };
        Assert.Contains("<html", await browser.GetStringAsync("/orleans/", Eventually.Soon), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"hosts\"", await browser.GetStringAsync("/orleans/ClusterStats", Eventually.Soon) + await browser.GetStringAsync("/orleans/DashboardCounters", Eventually.Soon), StringComparison.Ordinal);
        foreach (var personal in new[] { "/orleans/GrainState?grainId=ann&grainType=shopper", "/orleans/Trace", "/orleans/trace" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(new Uri(personal, UriKind.Relative), Eventually.Soon)).StatusCode);
    }

    [Fact]
    public async Task It_is_off_by_default()
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);
        using var browser = new HttpClient { BaseAddress = server.Http };
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(new Uri("/orleans/", UriKind.Relative), Eventually.Soon)).StatusCode);
    }
}
