using System.Text;
using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Tests;

public class GrainEnvelopeTests
{
    // Schema 1 · life · version · one relay (partition 3, sequence 9) · SHA-256 of "e1" and "e2", 8 bytes each · body "hello" · CRC32C.
    private const string Pinned =
        "0100" + "0100000001000000" + "0700000000000000" + "0100" + "0300" + "0900000000000000" + "0200" + "8B5CC4DF7EEC7D32" + "AC0F09C0F8BF5E7A"
        + "05000000" + "68656C6C6F" + "46C9CF60";

    [Fact]
    public void The_stored_bytes_are_pinned()
    {
        Assert.Equal(Pinned, Convert.ToHexString(GrainEnvelope.Write(Memory(), "hello"u8)));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var (memory, body) = GrainEnvelope.Read(GrainEnvelope.Write(Memory(), "hello"u8));

        Assert.Equal("hello", Encoding.UTF8.GetString(body.Span));
        Assert.Equal((0x1_0000_0001ul, 7ul), (memory.Life, memory.Version));
        Assert.True(memory.Ids.Contains(RememberedIds.Fingerprint("e2")));
        Assert.False(memory.Ids.Contains(RememberedIds.Fingerprint("e3")));
        Assert.True(memory.HasSeen(new RelayedId(3, 9, "")));
    }

    [Fact]
    public void Every_cut_and_every_flipped_bit_is_noticed()
    {
        var bytes = GrainEnvelope.Write(Memory(), "hello"u8);
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<InvalidDataException>(() => GrainEnvelope.Read(bytes.AsMemory(0, length)));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => GrainEnvelope.Read(changed));
        }
    }

    [Fact]
    public void A_grain_remembers_its_last_128_ids_and_no_more()
    {
        var ids = new RememberedIds();
        for (ulong id = 1; id <= GrainLimits.RememberedIdsMax; id++) ids.Add(id);
        Assert.True(ids.Contains(1));

        ids.Add(1_000);

        Assert.False(ids.Contains(1));
        Assert.True(ids.Contains(2));
        Assert.Equal(GrainLimits.RememberedIdsMax, ids.Count);
    }

    [Fact]
    public void The_ids_are_kept_in_order_over_a_reload_so_that_the_oldest_still_leaves_first()
    {
        var memory = new GrainMemory(1);
        for (ulong id = 1; id <= GrainLimits.RememberedIdsMax + 5; id++) memory.Ids.Add(id);

        var (read, _) = GrainEnvelope.Read(GrainEnvelope.Write(memory, default));
        read.Ids.Add(1_000);

        Assert.False(read.Ids.Contains(6));
        Assert.True(read.Ids.Contains(7));
    }

    private static GrainMemory Memory()
    {
        var memory = new GrainMemory(0x1_0000_0001) { Version = 7 };
        memory.Ids.Add(RememberedIds.Fingerprint("e1"));
        memory.Ids.Add(RememberedIds.Fingerprint("e2"));
        memory.Took(3, 9);
        return memory;
    }
}
