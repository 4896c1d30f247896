using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Core.Cases;
using SmartStore.Core.Cases.Topics;
using SmartStore.Grains.Cases;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Cases;

/// <summary>What staff settle by day is known after the night, in every process.</summary>
public sealed class TopicLearningTests : IAsyncLifetime
{
    private const string Words = "qzxv wkjp brmft";
    private static readonly GrainCalls _calls = new(TimeProvider.System);
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Theory]
    [InlineData("2026-03-02T03:00:00Z", "2026-03-02T23:59:00Z", false)]
    [InlineData("2026-03-02T02:59:59Z", "2026-03-02T03:00:00Z", true)]
    [InlineData("2026-03-02T03:00:00Z", "2026-03-03T02:59:59Z", false)]
    [InlineData("2026-03-02T03:00:00Z", "2026-03-03T03:00:00Z", true)]
    [InlineData("2026-03-01T03:00:00Z", "2026-03-03T01:00:00Z", true)]
    public void It_is_learned_once_a_night(string learnedAt, string now, bool isDue) => Assert.Equal(isDue, TopicLearning.IsDue(DateTimeOffset.Parse(learnedAt), DateTimeOffset.Parse(now)));

    [Fact]
    public async Task Words_that_staff_sorted_are_known_in_the_morning_and_in_another_process()
    {
        await _shop.Agree(Purposes.Presence);
        var learning = _shop.Silo.Service<TopicLearning>();
        await learning.Look(CancellationToken.None);
        for (var i = 0; i < 3; i++) await Settle($"r{i}");
        await Eventually.Sees(() => _shop.Silo.Grain<ILessonsGrain>(Shop.Id.Value).All(), lessons => lessons.Length == 3);
        await learning.Look(CancellationToken.None);
        Assert.Equal(CaseTopics.Unsorted, learning.Model.TopicOf(Words));

        _shop.Silo.Time.Advance(TimeSpan.FromDays(1));
        await learning.Look(CancellationToken.None);

        Assert.Equal("store.dirty", learning.Model.TopicOf(Words));
        var other = new TopicLearning(_shop.Store, _shop.Silo.Service<IStoreCatalog>(), _shop.Silo.Cluster.Client, _shop.Silo.Time, NullLogger<TopicLearning>.Instance);
        await other.Look(CancellationToken.None);
        Assert.Equal("store.dirty", other.Model.TopicOf(Words));
    }

    private async Task Settle(string request)
    {
        var wish = new CaseOpened(_shop.NextId(), _shop.Now, new CaseId(""), CaseKind.Complaint, Shop.Id, CaseEntry.Shopper) { Shopper = new ShopperId("ann"), Text = Words };
        var opened = (await new CaseCalls(_shop.Silo.Cluster.Client, _calls).Open(wish, request, CancellationToken.None)).Reply!.Case!;
        Assert.Equal(CaseTopics.Unsorted, opened.Topic);
        var grain = _shop.Silo.Grain<ICaseGrain>(opened.Id.Value);
        foreach (var act in new[] { CaseAct.Take, CaseAct.Sort, CaseAct.Settle })
            Assert.Equal(CaseReplyOutcome.Done, (await _calls.Send(() => grain.Act(new CaseActed(_shop.NextId(), _shop.Now, Shop.Id, "kim", "", IsManager: false, act) { Topic = "store.dirty", Outcome = CaseOutcome.Helped }))).Outcome);
    }
}
