using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Pickup;
using SmartStore.Grains.Passes;

namespace SmartStore.Grains.Tests.Passes;

/// <summary>Two processes that share a store, and with it the keys.</summary>
public sealed class PassKeyringTests
{
    private static readonly ShopperId Ann = new("ann");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-28T10:00:00Z"));
    private readonly MemoryStateStore _store;
    private readonly PassKeyring _here;
    private readonly PassKeyring _there;

    public PassKeyringTests()
    {
        _store = new MemoryStateStore(_time);
        (_here, _there) = (new PassKeyring(_store, _time), new PassKeyring(_store, _time));
    }

    [Fact]
    public async Task A_pass_is_read_by_every_process_and_after_a_restart()
    {
        await Turn(_here, _there);
        var pass = _here.Issue(Ann);
        var restarted = new PassKeyring(_store, _time);
        await Turn(restarted);
        Assert.All([_here, _there, restarted], ring => Assert.Equal(new PassReading(PassVerdict.Valid, Ann), ring.Read(pass.Token, _time.GetUtcNow())));
        _time.Advance(PassKeys.Lives + PassKeys.Grace);
        Assert.Equal(PassVerdict.Expired, _there.Read(pass.Token, _time.GetUtcNow()).Verdict);
    }

    [Fact]
    public async Task A_key_signs_only_a_day_after_it_was_made_so_that_every_process_knows_it()
    {
        await Turn(_here, _there);
        var first = Kid(_here);
        _time.Advance(TimeSpan.FromHours(24));
        await Turn(_here);
        Assert.Equal(first, Kid(_here));
        _time.Advance(TimeSpan.FromHours(23));
        await Turn(_there);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual(first, Kid(_here));
        Assert.Equal(PassVerdict.Valid, _there.Read(_here.Issue(Ann).Token, _time.GetUtcNow()).Verdict);
    }

    [Fact]
    public async Task A_pass_is_recognised_as_the_shoppers_for_a_day_after_it_expired_though_keys_changed()
    {
        await Turn(_here);
        for (var day = 0; day < 10; day++)
        {
            var pass = _here.Issue(Ann);
            for (var hour = 0; hour < 24; hour++)
            {
                _time.Advance(TimeSpan.FromHours(1));
                await Turn(_here);
            }

            Assert.Equal(new PassReading(PassVerdict.Expired, Ann), _here.Read(pass.Token, _time.GetUtcNow()));
        }
    }

    [Fact]
    public async Task Two_processes_that_make_a_key_at_the_same_time_agree_on_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Turn(_here, _there))));
        Assert.Equal(Kid(_here), Kid(_there));
    }

    [Fact]
    public async Task A_pass_with_a_key_that_another_process_just_made_is_read_a_moment_later()
    {
        await Turn(_here, _there);
        _time.Advance(TimeSpan.FromDays(3));
        await Turn(_here);
        _time.Advance(TimeSpan.FromDays(1));
        var pass = _here.Issue(Ann);
        Assert.Equal(PassVerdict.Forged, _there.Read(pass.Token, _time.GetUtcNow()).Verdict);
        Assert.Equal(PassVerdict.Valid, _there.Read(pass.Token, _time.GetUtcNow()).Verdict);
    }

    private static async Task Turn(params PassKeyring[] rings)
    {
        foreach (var ring in rings) await ring.Turn(TestContext.Current.CancellationToken);
    }

    // The name of the key that signs.
    private static string Kid(PassKeyring ring) => ring.Issue(Ann).Token.Split('.')[1];
}
