using SmartStore.Contracts.V1;
using SmartStore.Core.Members;
using SmartStore.Grains.Tests.Clusters;
using Preferences = SmartStore.Core.Members.Preferences;
using Purpose = SmartStore.Core.Shoppers.Purposes;

namespace SmartStore.Grains.Tests.Members;

/// <summary>Preferences are put at the member's grain, and the shopper's has a copy that it decides by.</summary>
public sealed class PreferencesTests : IAsyncLifetime
{
    private static readonly Preferences _korean = new() { Language = "ko", SuggestionsPerVisit = 1, Diet = ["vegan"] };

    private Shop _shop = null!;

    private IMemberGrain Member => _shop.Silo.Grain<IMemberGrain>("ann");

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task What_was_put_is_with_the_shopper_when_the_copy_is_taken_and_after_a_restart()
    {
        await _shop.Agree(Purpose.Presence);
        await Put(_korean);
        await Member.Copied();
        Assert.Equal(_korean, (await _shop.View()).Preferences);

        await _shop.Restart();
        Assert.Equal((_korean, _korean), ((await _shop.View()).Preferences, (await Member.View()).Member.Preferences));
    }

    [Fact]
    public async Task A_reminder_is_in_the_language_that_was_put()
    {
        await _shop.Agree(Purpose.Presence);
        await Put(_korean);
        await Member.Copied();
        await _shop.PutList("milk");
        await _shop.Sees("dairy");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(5));
        var (_, hub) = await _shop.Follow(_shop.Ann);
        await _shop.Sees("entrance");
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(5));

        ShopperUpdate? reminder = null;
        while (reminder is null) reminder = (await hub.Next()).Updates.Select(update => ShopperUpdate.Parser.ParseFrom(update.Body.Span)).FirstOrDefault(update => update.Suggestion is not null);
        Assert.Contains(reminder.Suggestion.Title, character => character is >= '가' and <= '힣');
        Assert.Equal([Contracts.V1.Purpose.Presence], reminder.Suggestion.Why.Purposes);
    }

    [Fact]
    public async Task A_copy_that_the_shopper_could_not_take_is_told_again()
    {
        await _shop.Agree(Purpose.Presence);
        var refused = 0;
        _shop.Store.Fault = write =>
        {
            if (write.Key != "shopper/ann") return ValueTask.FromResult(StoreFault.None);
            Interlocked.Increment(ref refused);
            return ValueTask.FromResult(StoreFault.Before);
        };
        await Put(_korean);
        await Eventually.Sees(() => Task.FromResult(Volatile.Read(ref refused)), count => count > 0);
        _shop.Store.Fault = null;
        Assert.Equal(Preferences.None, (await _shop.View()).Preferences);
        var told = await Eventually.Sees(
            () =>
            {
                // The wait for the next try may begin after this moment.
                _shop.Silo.Time.Advance(TimeSpan.FromSeconds(3));
                return _shop.View();
            },
            shopper => shopper.PreferencesVersion > 0);
        Assert.Equal(_korean, told.Preferences);
    }

    [Fact]
    public async Task Preferences_of_nobody_make_no_shopper()
    {
        await Put(_korean);
        await Member.Copied();
        Assert.False((await _shop.Ann.View()).Exists);
        Assert.DoesNotContain("shopper/ann", _shop.Store.Records.Keys);
    }

    [Fact]
    public async Task Who_looked_is_forgotten_after_twelve_months_by_itself()
    {
        var noted = _shop.Now - AccessEntry.KeptFor + TimeSpan.FromSeconds(5);
        await Member.Apply(new AccessNoted(_shop.NextId(), noted, new AccessEntry(noted, "desk-3", "operator", "", "decisions", "")));
        Assert.Equal("desk-3", Assert.Single((await Member.View()).Member.Accesses).Who);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.Sees(async () => (await Member.View()).Member.Accesses, accesses => accesses.Count == 0);
        Assert.DoesNotContain("desk-3", System.Text.Encoding.UTF8.GetString(_shop.Store.Records["member/ann"].Body), StringComparison.Ordinal);
    }

    private Task<MemberView> Put(Preferences preferences) => Member.Apply(new PreferencesPut(_shop.NextId(), _shop.Now, preferences));
}
