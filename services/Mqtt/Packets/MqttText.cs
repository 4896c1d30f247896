using System.Buffers;
using System.Text;

namespace SmartStore.Mqtt.Packets;

/// <summary>What may stand in a UTF-8 string, a topic name and a topic filter.</summary>
public static class MqttText
{
    private static readonly SearchValues<byte> s_wildcards = SearchValues.Create("+#"u8);

    /// <summary>A topic or filter with more levels is no mistake but an attack on the tree: it ends the connection as malformed.</summary>
    public const int LevelsEver = 201;

    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>
    /// Well-formed UTF-8 without surrogates [MQTT-1.5.4-1] and without U+0000 [MQTT-1.5.4-2]. Control characters and
    /// non-characters, which §1.5.4 lets a receiver refuse, are refused: nothing a device is called needs them, and logs do not.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        var plain = text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        if (plain < 0) return true;
        text = text[plain..];
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done) return false;
            if (Rune.IsControl(rune) || IsNonCharacter(rune.Value)) return false;
            text = text[length..];
        }

        return true;
    }

    /// <summary>A name to publish to (§4.7): at least one character, no wildcards [MQTT-4.7.1-1]. The text itself must be valid already.</summary>
    public static bool IsTopicName(ReadOnlySpan<byte> topic) => !topic.IsEmpty && !HasWildcard(topic);

    /// <summary>True when the text holds <c>+</c> or <c>#</c>.</summary>
    public static bool HasWildcard(ReadOnlySpan<byte> text) => text.IndexOfAny(s_wildcards) >= 0;

    /// <summary>A filter to subscribe to (§4.7.1): wildcards fill whole levels, <c>#</c> is the last. The text itself must be valid already.</summary>
    public static bool IsTopicFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty) return false;
        for (var i = filter.IndexOfAny(s_wildcards); i >= 0;)
        {
            var startsLevel = i == 0 || filter[i - 1] == (byte)'/';
            var endsLevel = i == filter.Length - 1 || filter[i + 1] == (byte)'/';
            if (!startsLevel || !endsLevel) return false;
            if (filter[i] == (byte)'#' && i != filter.Length - 1) return false;
            var next = filter[(i + 1)..].IndexOfAny(s_wildcards);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return true;
    }

    /// <summary>True for <c>$share/…</c> (§4.8.2), well-formed or not.</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);

    /// <summary>Splits <c>$share/{group}/{filter}</c>; the group has at least one character and none of <c>/ + #</c> [MQTT-4.8.2-1, -2].</summary>
    /// <returns>False: not a well-formed shared subscription.</returns>
    public static bool TrySplitShared(ReadOnlySpan<byte> shared, out ReadOnlySpan<byte> group, out ReadOnlySpan<byte> filter)
    {
        group = default;
        filter = default;
        if (!IsShared(shared)) return false;
        var rest = shared[SharePrefix.Length..];
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0) return false;
        group = rest[..slash];
        filter = rest[(slash + 1)..];
        return !HasWildcard(group) && IsTopicFilter(filter);
    }

    /// <summary>Number of levels: separators + 1.</summary>
    public static int Levels(ReadOnlySpan<byte> topic) => topic.Count((byte)'/') + 1;

    /// <summary>Does a filter take a topic (§4.7)? Wildcards at the front never take a topic that begins with <c>$</c> [MQTT-4.7.2-1].</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (!topic.IsEmpty && topic[0] == (byte)'$' && !filter.IsEmpty && filter[0] is (byte)'+' or (byte)'#') return false;
        while (true)
        {
            var filterEnd = filter.IndexOf((byte)'/');
            var level = filterEnd < 0 ? filter : filter[..filterEnd];
            if (level is [(byte)'#']) return true;
            var topicEnd = topic.IndexOf((byte)'/');
            var name = topicEnd < 0 ? topic : topic[..topicEnd];
            if (level is not [(byte)'+'] && !level.SequenceEqual(name)) return false;
            if (topicEnd < 0) return filterEnd < 0 || filter[filterEnd..].SequenceEqual("/#"u8);
            if (filterEnd < 0) return false;
            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }

    private static bool IsNonCharacter(int value) => value is >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;
}
