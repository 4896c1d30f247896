namespace SmartStore.Grains.Tests;

public class LimitTests
{
    [Fact]
    public void A_full_mailbox_makes_callers_wait_and_a_full_waiting_line_refuses_them()
    {
        using var fixture = new HostFixture(options: new GrainHostOptions { MailboxMax = 2, MailboxWaitersMax = 1 }).Start();
        fixture.World.RunFor(TimeSpan.FromMilliseconds(10));

        Task[] calls = [];
        fixture.Run(() =>
        {
            calls = [.. Enumerable.Range(0, 4).Select(i => fixture.Host.Tell(fixture.Fact($"t{i}")).AsTask())];
            return Task.CompletedTask;
        });
        fixture.World.RunFor(TimeSpan.FromSeconds(1));

        Assert.IsType<GrainBusyException>(calls[3].Exception?.InnerException);
        Assert.All(calls[..3], call => Assert.True(call.IsCompletedSuccessfully));
        Assert.Equal("t0 t1 t2", fixture.Applied());
    }

    [Fact]
    public void A_caller_who_leaves_the_waiting_line_makes_room_in_it()
    {
        using var fixture = new HostFixture(options: new GrainHostOptions { MailboxMax = 1, MailboxWaitersMax = 1 }).Start();
        fixture.World.RunFor(TimeSpan.FromMilliseconds(10));
        using var gone = new CancellationTokenSource();

        Task[] calls = [];
        fixture.Run(() =>
        {
            var first = fixture.Host.Tell(fixture.Fact("t0")).AsTask();
            var second = fixture.Host.Tell(fixture.Fact("t1"), gone.Token).AsTask();
            gone.Cancel();
            calls = [first, second];
            return Task.CompletedTask;
        });
        fixture.World.RunFor(TimeSpan.FromSeconds(1));
        fixture.Tell("t2");

        Assert.True(calls[0].IsCompletedSuccessfully);
        Assert.Equal("t0 t2", fixture.Applied());
    }

    [Fact]
    public void Appends_are_refused_while_too_many_events_wait_to_be_applied()
    {
        using var fixture = new HostFixture(options: new GrainHostOptions { InboxLagMax = 3 }).Start();
        fixture.World.RunFor(TimeSpan.FromMilliseconds(10));

        Task[] calls = [];
        fixture.Run(() =>
        {
            calls = [.. Enumerable.Range(0, 4).Select(i => fixture.Host.Append(fixture.Fact($"e{i}")).AsTask())];
            return Task.CompletedTask;
        });
        fixture.World.RunFor(TimeSpan.FromSeconds(1));

        Assert.IsType<GrainBusyException>(calls[3].Exception?.InnerException);
        Assert.Equal("e0 e1 e2", fixture.Applied());
        fixture.Append("e4");
    }

    [Fact]
    public void Events_that_break_a_limit_are_refused_before_they_are_stored()
    {
        using var fixture = new HostFixture().Start();
        var fits = fixture.Fact(new string('i', GrainLimits.IdCharsMax), new string('k', GrainLimits.KindCharsMax), grain: "probe/" + new string('g', 250));
        var withMost = fits with { Payload = new byte[GrainLimits.PayloadBytesMax] };

        fixture.Run(async () => await fixture.Host.Append(withMost));
        foreach (var tooMuch in new[]
        {
            fits with { Id = fits.Id + "i" }, fits with { Id = "" }, fits with { Kind = fits.Kind + "k" }, fits with { Kind = "" },
            fits with { Grain = fits.Grain + "g" }, fits with { Payload = new byte[GrainLimits.PayloadBytesMax + 1] },
        })
        {
            Assert.Throws<ArgumentException>(() => fixture.Run(async () => await fixture.Host.Append(tooMuch)));
        }
        Assert.Equal(1, fixture.Get(() => fixture.Store.Head(0)).Position);
    }

    [Fact]
    public void Grains_above_the_limit_leave_memory_and_come_back_from_the_store()
    {
        using var fixture = new HostFixture(options: new GrainHostOptions { GrainsInMemoryMax = 2 }).Start();
        var loaded = Loaded(fixture);
        foreach (var grain in new[] { "probe/a", "probe/b", "probe/c" }) fixture.Apply("e-" + grain, grain: grain);

        Assert.Equal("e-probe/b", fixture.Applied("probe/b"));
        Assert.Equal("e-probe/a", fixture.Applied("probe/a"));

        Assert.Equal(["probe/a", "probe/b", "probe/c", "probe/a"], loaded);
    }

    [Fact]
    public void An_unused_grain_leaves_memory_after_a_while()
    {
        using var fixture = new HostFixture().Start();
        var loaded = Loaded(fixture);
        fixture.Apply("e1");
        fixture.World.RunFor(fixture.Options.IdleAfter - TimeSpan.FromSeconds(2));
        fixture.Apply("e2");
        fixture.World.RunFor(fixture.Options.IdleAfter + TimeSpan.FromSeconds(2));
        Assert.Equal("e1 e2", fixture.Applied());

        Assert.Equal(["probe/a", "probe/a"], loaded);
    }

    [Fact]
    public void A_grain_that_rests_takes_the_place_of_one_that_left_and_neither_gets_the_other_s_state()
    {
        using var fixture = new HostFixture(options: new GrainHostOptions { GrainsInMemoryMax = 2 }).Start();
        for (var i = 0; i < 40; i++) fixture.Apply($"e{i}", grain: $"probe/{i * 7 % 5}");

        for (var grain = 0; grain < 5; grain++)
            Assert.Equal(string.Join(' ', Enumerable.Range(0, 40).Where(i => i * 7 % 5 == grain).Select(i => $"e{i}")), fixture.Applied($"probe/{grain}"));
    }

    [Fact]
    public void What_a_grain_knows_without_having_to_keep_it_stays_in_memory_as_long_as_the_grain_does()
    {
        using var fixture = new HostFixture().Start();
        fixture.Tell("l1", "look");
        fixture.Tell("l2", "look");
        Assert.Equal(2, fixture.Read(grain => grain.Looks));

        fixture.Apply("e1");
        Assert.Equal("e1", fixture.Applied());
    }

    [Fact]
    public void More_events_than_fit_in_memory_or_in_one_batch_are_all_applied_in_order()
    {
        using var fixture = new HostFixture();
        const int count = 1_500;
        for (var i = 0; i < count; i++) fixture.Get(() => fixture.Store.Append(0, [fixture.Fact($"e{i}", grain: $"probe/{i % 10}")]));

        fixture.Start();

        Assert.Equal(count, fixture.Get(() => fixture.Store.Head(0)).Position);
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 150).Select(i => $"e{(i * 10) + 3}")), fixture.Applied("probe/3"));
    }

    private static List<string> Loaded(HostFixture fixture)
    {
        var loaded = new List<string>();
        fixture.Store.OnLoad = loaded.Add;
        return loaded;
    }
}
