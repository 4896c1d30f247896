using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Sightings;
using SmartStore.Core.Sightings.Rotating;
using SmartStore.Grains.Tests.Devices;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>Two processes that share a store, and with it the keys of rotating tags.</summary>
public sealed class TagKeysTests
{
    private const byte K = 10;
    private const uint ReadAtUnixS = 1_795_000_000;
    private const uint ClockS = 65_536;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(ReadAtUnixS));
    private readonly MemoryStateStore _store;
    private readonly WatchedDocuments _watched;
    private readonly RotatingTags _tags = RotatingTags.None;
    private readonly TagKeys _keys;

    public TagKeysTests()
    {
        _store = new MemoryStateStore(_time);
        _watched = new WatchedDocuments(_store);
        _keys = new TagKeys(_watched, _tags, _time);
    }

    [Fact]
    public async Task Every_tag_of_a_list_is_found_by_a_process_that_follows()
    {
        await _keys.Follow(default);
        Assert.True(await TagKeys.Replace(_store, [.. Enumerable.Range(0, 1_000).Select(Tag)]));
        await _keys.Follow(default);
        Assert.Equal(1_000, _tags.Count);
        Assert.All(Enumerable.Range(0, 1_000), number => Assert.Equal($"shopper-{number}", Found(number)));
    }

    [Fact]
    public async Task Another_list_takes_the_place_of_the_whole_one_before()
    {
        await TagKeys.Replace(_store, [Tag(1), Tag(2)]);
        await _keys.Follow(default);
        await TagKeys.Replace(_store, [Tag(2) with { Shopper = "bob" }, Tag(3)]);
        Assert.Equal("shopper-1", Found(1));
        await _keys.Follow(default);
        Assert.Equal([null, "bob", "shopper-3"], new[] { 1, 2, 3 }.Select(Found));
        Assert.True(await TagKeys.Replace(_store, []));
        await _keys.Follow(default);
        Assert.Equal(0, _tags.Count);
    }

    [Fact]
    public async Task The_same_list_in_another_order_writes_nothing_and_what_was_learned_stays()
    {
        await TagKeys.Replace(_watched, [Tag(1), Tag(2)]);
        await _keys.Follow(default);
        var (writes, reads) = (_watched.Writes, _watched.Reads);
        Assert.False(await TagKeys.Replace(_watched, [Tag(2), Tag(1)]));
        Assert.Equal(writes, _watched.Writes);
        reads = _watched.Reads;
        await _keys.Follow(default);
        // Of one document alone: there is no other list.
        Assert.Equal(reads + 1, _watched.Reads);
    }

    [Fact]
    public async Task A_store_without_tags_is_given_none_without_a_write()
    {
        Assert.False(await TagKeys.Replace(_watched, []));
        Assert.Equal(0, _watched.Writes);
    }

    [Fact]
    public async Task A_list_whose_writing_broke_off_anywhere_is_whole_after_the_next_time()
    {
        RotatingTag[] list = [.. Enumerable.Range(0, 8).Select(Tag)];
        for (var written = 0; ; written++)
        {
            var store = new WatchedDocuments(new MemoryStateStore(_time)) { WritesLeft = written };
            var tags = RotatingTags.None;
            var keys = new TagKeys(store, tags, _time);
            try
            {
                await TagKeys.Replace(store, list);
                break;
            }
            catch (StoreUnavailableException)
            {
                await keys.Follow(default);
                Assert.Equal(0, tags.Count);
                store.WritesLeft = int.MaxValue;
                Assert.True(await TagKeys.Replace(store, list));
                await keys.Follow(default);
                Assert.Equal(list.Length, tags.Count);
            }
        }
    }

    [Fact]
    public async Task No_document_holds_much_of_a_large_list_and_no_key_lies_in_two()
    {
        await TagKeys.Replace(_store, [.. Enumerable.Range(0, 6_400).Select(Tag)]);
        var parts = new List<byte[]>();
        for (var part = 0; part < TagKeys.Parts; part++) parts.AddRange((await _store.Documents($"tag-keys-{part:00}")).Select(document => document.Body!));
        Assert.Equal(TagKeys.Parts, parts.Count);
        // A million tags are 156 times as many, with ids of 64 characters twice as long: far below the 64 MiB of a document.
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 12_000));
        Assert.Equal(6_400, parts.SelectMany(part => SmartStore.Grains.Stored.StoredTagPart.Parser.ParseFrom(part).Tags).Select(tag => tag.Key).Distinct().Count());
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_the_tags_as_they_are()
    {
        await TagKeys.Replace(_store, [Tag(1)]);
        await _keys.Follow(default);
        await TagKeys.Replace(_store, [Tag(2)]);
        _watched.IsAway = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _keys.Follow(default));
        Assert.Equal("shopper-1", Found(1));
        _watched.IsAway = false;
        await _keys.Follow(default);
        Assert.Equal("shopper-2", Found(2));
    }

    private static RotatingTag Tag(int number)
    {
        var key = new byte[EddystoneEid.KeyBytes];
        BinaryPrimitives.WriteInt32BigEndian(key, number + 1);
        return new RotatingTag($"shopper-{number}", new EidTag(key, K, ReadAtUnixS, ClockS, UncertaintyS: 7));
    }

    private string? Found(int number)
    {
        var id = EddystoneEid.Compute(Tag(number).Tag.IdentityKey.Span, K, (uint)(ClockS + (_time.GetUtcNow().ToUnixTimeSeconds() - ReadAtUnixS)));
        return _tags.TryFind(BeaconKey.OfEid(id), _time.GetUtcNow().ToUnixTimeMilliseconds(), out var shopper) ? Encoding.ASCII.GetString(shopper) : null;
    }
}
