using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Tests;

public class MessageTests
{
    [Fact]
    public void A_message_reaches_a_grain_of_another_partition_once_and_leaves_the_relay()
    {
        using var fixture = new HostFixture(partitions: 8).Start();
        var from = PartitionOf.Grain("probe/a", 8);
        Assert.NotEqual(from, PartitionOf.Grain("probe/b", 8));

        fixture.Apply("e1", "send", "probe/b");
        fixture.World.RunFor(TimeSpan.FromMilliseconds(100));

        Assert.Equal("e1/note", fixture.Applied("probe/b"));
        Assert.Empty(fixture.Get(() => fixture.Store.ReadOutbox(Channels.Relay(from), 0, 10)).Entries);
        Assert.DoesNotContain(fixture.Told, entry => entry.Entry.Channel.StartsWith("relay", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_was_appended_but_not_trimmed_before_a_crash_is_taken_once()
    {
        using var first = new HostFixture(partitions: 1).Start();
        first.Apply("e1", "send", "probe/b");
        first.World.RunFor(TimeSpan.FromMilliseconds(100));
        first.Kill();
        var again = first.Fact(new RelayedId(0, 1, "e1/note").ToString(), "note", grain: "probe/b");
        Assert.True(first.Store.Append(0, [again]).AsTask().IsCompletedSuccessfully);
        first.World.RunFor(TimeSpan.FromSeconds(10));

        using var fixture = new HostFixture(store: first.Store, world: first.World).Start();

        Assert.Equal("e1/note", fixture.Applied("probe/b"));
    }

    [Fact]
    public void A_repeated_message_is_known_even_after_more_ids_than_a_grain_remembers()
    {
        var memory = new GrainMemory(1);
        memory.Took(new RelayedId(3, 7, "m"));
        for (ulong id = 0; id < GrainLimits.RememberedIdsMax * 2; id++) memory.Ids.Add(id);

        Assert.True(memory.HasSeen(new RelayedId(3, 7, "m")));
        Assert.True(memory.HasSeen(new RelayedId(3, 6, "l")));
        Assert.False(memory.HasSeen(new RelayedId(3, 8, "n")));
        Assert.False(memory.HasSeen(new RelayedId(4, 7, "m")));
    }

    [Fact]
    public void A_source_cannot_speak_as_the_relay()
    {
        using var fixture = new HostFixture().Start();

        Assert.Throws<ArgumentException>(() => fixture.Append("relay:0:ffffffff:e1"));
    }

    [Theory]
    [InlineData("relay:7:1f:e1/note", true)]
    [InlineData("relay:7:1f:", true)]
    [InlineData("relay:7:1f", false)]
    [InlineData("relay:65536:1:x", false)]
    [InlineData("relay::1:x", false)]
    [InlineData("e1", false)]
    public void Ids_of_messages_are_told_from_others(string id, bool relayed)
    {
        Assert.Equal(relayed, RelayedId.TryParse(id, out var parsed));
        if (relayed) Assert.Equal(id, parsed.ToString());
    }

    [Fact]
    public void A_fact_survives_the_relay_and_a_cut_one_is_refused_at_every_length()
    {
        var fact = new GrainEvent("e1", "probe/ä", "note", new DateTimeOffset(2026, 3, 2, 9, 0, 0, 123, TimeSpan.Zero), new byte[] { 1, 2, 3 });
        var bytes = RelayedFact.Write(fact);

        var read = RelayedFact.Read(bytes);
        Assert.Equal((fact.Id, fact.Grain, fact.Kind, fact.At), (read.Id, read.Grain, read.Kind, read.At));
        Assert.Equal(fact.Payload.ToArray(), read.Payload.ToArray());
        for (var length = 0; length < bytes.Length - 3; length++) Assert.Throws<InvalidDataException>(() => RelayedFact.Read(bytes[..length]));
    }
}
