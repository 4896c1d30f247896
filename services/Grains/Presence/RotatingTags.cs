using System.Text;
using SmartStore.Core.Sightings;
using SmartStore.Core.Sightings.Rotating;

namespace SmartStore.Grains.Presence;

/// <summary>A tag whose id rotates, and who carries it.</summary>
/// <param name="Shopper">Id, valid.</param>
/// <param name="Tag">Its key and clock.</param>
public readonly record struct RotatingTag(string Shopper, EidTag Tag);

/// <summary>
/// Which shopper carries the tag that sends an ephemeral id now. Look-ups are lock-free and allocate nothing; the list of tags is replaced whole.
/// About 110 bytes a tag beside its shopper's id.
/// </summary>
public sealed class RotatingTags
{
    /// <summary>Most tags: a rotation of all computes for a third of a second on one core, beside the readers.</summary>
    public const int TagsMax = 1_000_000;

    /// <summary>How often to call <see cref="Rotate"/>: twice in the shortest period there is, so that the next period's ids are always known ahead.</summary>
    public static readonly TimeSpan RotateEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _rotating = new();
    private Held _held;

    /// <summary>Takes the tags over. No tag is found before the first <see cref="Rotate"/>.</summary>
    /// <param name="tags">At most <see cref="TagsMax"/>; no key twice, because the id would be that of either.</param>
    public RotatingTags(IReadOnlyList<RotatingTag> tags) => _held = new Held(tags);

    /// <summary>No tags: every ephemeral id is a stranger's.</summary>
    public static RotatingTags None => new([]);

    /// <summary>Tags.</summary>
    public int Count => Volatile.Read(ref _held).Count;

    /// <summary>How many of the tags a shopper carries.</summary>
    public int CountOf(ReadOnlySpan<byte> shopper)
    {
        var (held, count) = (Volatile.Read(ref _held), 0);
        for (var i = 0; i < held.Count; i++)
            if (held.Shopper(i).SequenceEqual(shopper))
                count++;
        return count;
    }

    /// <summary>Takes another list of tags over. They are found at once; what was learned of the clocks of the former ones is forgotten.</summary>
    /// <param name="tags">As of the constructor.</param>
    /// <param name="now">Now.</param>
    public void Replace(IReadOnlyList<RotatingTag> tags, DateTimeOffset now)
    {
        var held = new Held(tags);
        held.Resolver.Rotate(now.ToUnixTimeSeconds());
        lock (_rotating) Volatile.Write(ref _held, held);
    }

    /// <summary>Computes the ids of the periods around a time and forgets older ones. Look-ups go on meanwhile.</summary>
    public void Rotate(DateTimeOffset now)
    {
        lock (_rotating) _held.Resolver.Rotate(now.ToUnixTimeSeconds());
    }

    /// <summary>Whose tag sends the id, in the period of the time or one next to it; an id that was recorded earlier is not found.</summary>
    /// <param name="key">From the advert; of any kind.</param>
    /// <param name="atUnixMs">When it was heard by a receiver we trust, by the time to believe: the tag's clock is corrected by it.</param>
    /// <param name="shopper">The shopper's id, ASCII.</param>
    public bool TryFind(scoped in BeaconKey key, long atUnixMs, out ReadOnlySpan<byte> shopper)
    {
        shopper = default;
        var held = Volatile.Read(ref _held);
        if (key.Kind != BeaconKind.Eid || !held.Resolver.TryResolve(key.Eid, atUnixMs / 1000, out var match)) return false;
        shopper = held.Shopper(match.Tag);
        return true;
    }

    private sealed class Held
    {
        private readonly byte[] _shoppers; // ids one after the other, ASCII
        private readonly int[] _ends;      // where each tag's ends

        public Held(IReadOnlyList<RotatingTag> tags)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(tags.Count, TagsMax, nameof(tags));
            Resolver = new EidResolver([.. tags.Select(tag => tag.Tag)]);
            _shoppers = new byte[tags.Sum(tag => tag.Shopper.Length)];
            _ends = new int[tags.Count];
            var end = 0;
            for (var i = 0; i < tags.Count; i++) _ends[i] = end += Encoding.ASCII.GetBytes(tags[i].Shopper, _shoppers.AsSpan(end));
        }

        public EidResolver Resolver { get; }

        public int Count => _ends.Length;

        public ReadOnlySpan<byte> Shopper(int tag)
        {
            var start = tag == 0 ? 0 : _ends[tag - 1];
            return _shoppers.AsSpan(start, _ends[tag] - start);
        }
    }
}
