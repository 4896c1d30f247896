using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Staff;
using SmartStore.Grains.Staff;
using SmartStore.Grains.Tests.Devices;

namespace SmartStore.Grains.Tests.Staff;

/// <summary>Two processes that share a store, and with it the members of the staff.</summary>
public sealed class StaffMembersTests : IDisposable
{
    private static readonly StaffMember Kim = new(new StaffId("kim"), "Kim", [new StoreId("corner")], ["staff"]);

    private readonly MemoryStateStore _store = new(new FakeTimeProvider(DateTimeOffset.Parse("2026-11-29T10:00:00Z")));
    private readonly FakeLogCollector _log = new();
    private readonly WatchedDocuments _watched;
    private readonly StaffMembers _here;
    private readonly StaffMembers _there;

    public StaffMembersTests()
    {
        _watched = new WatchedDocuments(_store);
        (_here, _there) = (New(_store), New(_watched));
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task A_member_is_known_everywhere_with_name_stores_and_roles()
    {
        Assert.False(_there.Any);
        Assert.True(await _here.Put(Kim, "1234"));
        await _there.Follow(default);
        var found = _there.Find("kim")!;
        Assert.Equal((Kim.Id, "Kim", false), (found.Id, found.Name, found.HasEnded));
        Assert.Equal([new StoreId("corner")], found.Stores);
        Assert.Equal(["staff"], found.Roles);
        Assert.Equal(("Kim", "", true), (_there.NameOf("kim"), _there.NameOf("lee"), _there.Any));
    }

    [Fact]
    public async Task Who_ended_is_still_known_by_name()
    {
        await _here.Put(Kim, "");
        await _here.Put(Kim with { HasEnded = true }, "");
        Assert.Equal(("Kim", true), (_here.NameOf("kim"), _here.Find("kim")!.HasEnded));
    }

    [Fact]
    public async Task No_document_shows_a_pin_and_its_hash_is_slow()
    {
        await _here.Put(Kim, "47110815");
        var body = Encoding.UTF8.GetString(Assert.Single(await _store.Documents(StaffMembers.DocumentKind)).Body!);
        Assert.DoesNotContain("47110815", body, StringComparison.Ordinal);
        Assert.Contains("$7$100000$", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_a_put_without_a_pin_keeps_the_present_one()
    {
        await _here.Put(Kim, "1234");
        var first = Assert.Single(await _store.Documents(StaffMembers.DocumentKind));
        await _here.Put(Kim, "1234");
        await _there.Put(Kim, "");
        Assert.Equal(first.Version, Assert.Single(await _store.Documents(StaffMembers.DocumentKind)).Version);

        await _there.Put(Kim with { Name = "Kim Lee" }, "");
        var renamed = Encoding.UTF8.GetString(Assert.Single(await _store.Documents(StaffMembers.DocumentKind)).Body!);
        var hash = Encoding.UTF8.GetString(first.Body!)[^120..];
        Assert.EndsWith(hash, renamed, StringComparison.Ordinal);

        await _there.Put(Kim with { Name = "Kim Lee" }, "5678");
        Assert.False(Encoding.UTF8.GetString(Assert.Single(await _store.Documents(StaffMembers.DocumentKind)).Body!).EndsWith(hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pin_that_another_process_put_meanwhile_is_not_lost()
    {
        await _here.Put(Kim, "");
        await _there.Follow(default);
        await _here.Put(Kim, "1234");
        // This one still holds the member without a PIN.
        await _there.Put(Kim with { Name = "Kim Lee" }, "");
        Assert.Contains("$7$", Encoding.UTF8.GetString(Assert.Single(await _store.Documents(StaffMembers.DocumentKind)).Body!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_follows_is_told_of_changes_only()
    {
        var told = 0;
        _there.Changed += (_, _) => told++;
        await _there.Follow(default);
        Assert.Equal(0, told);
        await _here.Put(Kim, "");
        await _there.Follow(default);
        await _there.Follow(default);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task When_as_many_are_known_as_may_be_a_new_one_is_not_taken_and_a_known_one_is_changed()
    {
        using var two = New(_store, membersMax: 2);
        Assert.True(await two.Put(Kim, ""));
        Assert.True(await two.Put(Kim with { Id = new StaffId("lee") }, ""));
        Assert.False(await two.Put(Kim with { Id = new StaffId("mo") }, ""));
        Assert.Null(two.Find("mo"));
        Assert.True(await two.Put(Kim with { Name = "K." }, ""));
    }

    [Fact]
    public async Task While_the_store_is_away_what_is_known_stays_in_force()
    {
        await _here.Put(Kim, "");
        await _there.Follow(default);
        _watched.IsAway = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _there.Follow(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _there.Put(Kim with { Name = "K." }, ""));
        Assert.Equal("Kim", _there.NameOf("kim"));
    }

    [Theory]
    [InlineData("half a docum")]
    [InlineData("null")]
    [InlineData("""{"name":"Kim","pin":"plain"}""")]
    public async Task A_document_that_cannot_be_read_is_no_member_and_takes_no_other_with_it(string body)
    {
        await _here.Put(Kim, "");
        await _store.PutDocument(StaffMembers.DocumentKind, "lee", Encoding.UTF8.GetBytes(body));
        await _there.Follow(default);
        Assert.Null(_there.Find("lee"));
        Assert.NotNull(_there.Find("kim"));
        Assert.DoesNotContain("lee", Assert.Single(_log.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private StaffMembers New(IDocumentStore documents, int membersMax = StaffMembers.MembersMax) => new(documents, new FakeLogger<StaffMembers>(_log), membersMax);
}
