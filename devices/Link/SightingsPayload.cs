using System.Buffers;
using System.Text.Json;
using SmartStore.Contracts.V1;

namespace SmartStore.Link;

/// <summary>What a phone or a scanner publishes: <c>{"heard":[{"at":unix ms,"rssi":dBm,"adv":hex|"beacon":key,"mac":…},…]}</c>.</summary>
public static class SightingsPayload
{
    /// <summary>Largest message of the contract, bytes.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Largest message that is written: topic and properties still fit beside it where 64 KiB bounds the whole packet.</summary>
    public const int WrittenMax = BytesMax - 1024;

    /// <summary>Longest advert that is written, bytes; a longer one is no advert (an extended one has at most 229).</summary>
    public const int AdvBytesMax = 255;

    /// <summary>Room that one entry needs at most: numbers, names, advert as hex, and a key and an address of 128 characters each, escaped.</summary>
    private const int EntryBytesMax = 64 + (2 * AdvBytesMax) + (6 * 2 * TextMax);

    private const int TextMax = 128;

    /// <summary>Writes as many as fit into one message, from the first on.</summary>
    /// <param name="heard">What was heard; an entry with neither advert nor key, or one longer than the limits, is left out.</param>
    /// <param name="payload">Gets one JSON document of at most <see cref="WrittenMax"/> bytes.</param>
    /// <returns>How many of <paramref name="heard"/> are dealt with; less than all: call again with the rest. At least one when there is one.</returns>
    public static int Write(ReadOnlySpan<Heard> heard, IBufferWriter<byte> payload)
    {
        using var json = new Utf8JsonWriter(payload, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray("heard"u8);
        var done = 0;
        for (; done < heard.Length && json.BytesCommitted + json.BytesPending + EntryBytesMax < WrittenMax; done++)
            if (CanBeWritten(heard[done]))
                WriteEntry(json, heard[done]);
        json.WriteEndArray();
        json.WriteEndObject();
        return done;
    }

    private static bool CanBeWritten(Heard heard) =>
        (heard.Adv.Length > 0 || heard.Beacon.Length > 0) && heard.At is not null
        && heard.Adv.Length <= AdvBytesMax && heard.Beacon.Length <= TextMax && heard.Mac.Length <= TextMax;

    private static void WriteEntry(Utf8JsonWriter json, Heard heard)
    {
        json.WriteStartObject();
        json.WriteNumber("at"u8, heard.At.ToDateTimeOffset().ToUnixTimeMilliseconds());
        json.WriteNumber("rssi"u8, heard.RssiDbm);
        if (heard.Adv.Length > 0)
        {
            Span<char> hex = stackalloc char[2 * AdvBytesMax];
            Convert.TryToHexStringLower(heard.Adv.Span, hex, out var written);
            json.WriteString("adv"u8, hex[..written]);
        }
        else
        {
            json.WriteString("beacon"u8, heard.Beacon);
        }
        if (heard.Mac.Length > 0) json.WriteString("mac"u8, heard.Mac);
        json.WriteEndObject();
    }
}
