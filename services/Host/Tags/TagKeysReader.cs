using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using SmartStore.Core;
using SmartStore.Core.Sightings.Rotating;
using SmartStore.Core.Stores;
using SmartStore.Grains.Presence;

namespace SmartStore.Host.Tags;

/// <summary>
/// Reads tag keys from JSON: a list of tags, or an object whose <c>tags</c> is that list. A tag has <c>shopper_id</c>, <c>identity_key</c> (32 hex digits),
/// <c>exponent</c> (K, 0..15: an id lasts 2^K seconds), <c>clock_s</c> (what its clock said, seconds), <c>read_at</c> (when that was) and may have
/// <c>uncertainty_s</c> (how far off that may be, 0..32767, else 5). All mistakes are named by place, and none with what stands there: it may be a key.
/// </summary>
internal sealed class TagKeysReader
{
    private const int ProblemsMax = 200;
    private const string Listed = "shopper_id, identity_key, exponent, clock_s, read_at and, if need be, uncertainty_s";

    private static readonly string[] Fields = ["shopper_id", "identity_key", "exponent", "clock_s", "read_at", "uncertainty_s"];
    private static readonly int RequiredFields = Fields.Length - 1;

    private readonly int _tagsMax;
    private readonly List<Problem> _problems = [];
    private readonly List<RotatingTag> _tags = [];
    private readonly Dictionary<UInt128, string> _placeOfKey = [];

    private TagKeysReader(int tagsMax) => _tagsMax = tagsMax;

    /// <summary>Reads a whole file.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="file">What to call it where it is no JSON.</param>
    /// <param name="tags">The tags; none when anything is wrong.</param>
    /// <param name="tagsMax">More tags than this are a mistake.</param>
    /// <returns>Everything wrong with it, at most 200 of it.</returns>
    public static IReadOnlyList<Problem> Read(ReadOnlySpan<byte> json, string file, out IReadOnlyList<RotatingTag> tags, int tagsMax = RotatingTags.TagsMax)
    {
        var reading = new TagKeysReader(tagsMax);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) reading.Document(ref reader);
            else reading.List(ref reader, "");
            // Whatever follows is found to be no JSON.
            reader.Read();
        }
        catch (JsonException e)
        {
            reading.Add($"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "must be JSON, and is none here");
        }

        tags = reading._problems.Count == 0 ? reading._tags : [];
        return reading._problems;
    }

    private void Document(ref Utf8JsonReader reader)
    {
        var isThere = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTags = TryText(ref reader, out var name) && name == "tags";
            reader.Read();
            if (isTags && !isThere)
            {
                isThere = true;
                List(ref reader, "tags");
                continue;
            }

            if (isTags) Add("tags", "must be there once");
            else Add("", "must have no field but tags");
            reader.Skip();
        }

        if (!isThere) Add("tags", "must be given, a list of tags");
    }

    private void List(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Add(path, path.Length > 0 ? "must be a list of tags" : "must be a list of tags, or an object with that list as its field tags");
            reader.Skip();
            return;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var at = i <= _tagsMax ? $"{path}[{i}]" : "";
            if (i == _tagsMax) Add(at, $"must not be there: at most {_tagsMax} tags are read");
            else if (i < _tagsMax && reader.TokenType == JsonTokenType.StartObject) Tag(ref reader, at);
            else if (i < _tagsMax) Add(at, $"must be an object with {Listed}");
            reader.Skip();
        }
    }

    private void Tag(ref Utf8JsonReader reader, string path)
    {
        var seen = 0;
        var shopper = "";
        byte[] key = [];
        long exponent = 0, clockS = 0, readAtUnixS = 0, uncertaintyS = 5;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = TryText(ref reader, out var name) ? Array.IndexOf(Fields, name) : -1;
            reader.Read();
            // An unknown name is not shown: somebody may have put the key there.
            var at = field < 0 ? path : $"{path}.{name}";
            if (field < 0) Add(at, $"must have no field but {Listed}");
            else if ((seen & (1 << field)) != 0) Add(at, "must be there once");
            else seen |= 1 << field;
            switch (field)
            {
                case 0: shopper = Shopper(ref reader, at); break;
                case 1: key = Key(ref reader, at); break;
                case 2: exponent = Number(ref reader, at, EddystoneEid.MaxExponent); break;
                case 3: clockS = Number(ref reader, at, uint.MaxValue); break;
                case 4: readAtUnixS = Time(ref reader, at); break;
                case 5: uncertaintyS = Number(ref reader, at, short.MaxValue); break;
                default: break;
            }

            reader.Skip();
        }

        for (var field = 0; field < RequiredFields; field++)
            if ((seen & (1 << field)) == 0)
                Add($"{path}.{Fields[field]}", "must be given");
        if (_problems.Count == 0) _tags.Add(new RotatingTag(shopper, new EidTag(key, (byte)exponent, (uint)readAtUnixS, (uint)clockS, (ushort)uncertaintyS)));
    }

    private string Shopper(ref Utf8JsonReader reader, string path)
    {
        if (TryText(ref reader, out var id) && Id.IsValid(id)) return id;
        Add(path, $"must be a shopper's id: 1 to {Id.MaxLength} characters of [A-Za-z0-9._:-]");
        return "";
    }

    private byte[] Key(ref Utf8JsonReader reader, string path)
    {
        var key = new byte[EddystoneEid.KeyBytes];
        if (!TryText(ref reader, out var digits) || digits.Length != 2 * key.Length || Convert.FromHexString(digits, key, out _, out _) != OperationStatus.Done)
            Add(path, $"must be {2 * key.Length} hex digits, the {key.Length} bytes of the key that the tag and you agreed on");
        else if (!_placeOfKey.TryAdd(BinaryPrimitives.ReadUInt128BigEndian(key), path))
            Add(path, $"must be a key of its own, and is that of {_placeOfKey[BinaryPrimitives.ReadUInt128BigEndian(key)]}");
        return key;
    }

    private long Number(ref Utf8JsonReader reader, string path, long most)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number >= 0 && number <= most) return number;
        Add(path, $"must be a whole number from 0 to {most}");
        return 0;
    }

    // Without an offset a time would mean another moment on another machine.
    private long Time(ref Utf8JsonReader reader, string path)
    {
        if (TryText(ref reader, out var text) && text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-')
            && reader.TryGetDateTimeOffset(out var at) && at.ToUnixTimeSeconds() is >= 0 and <= uint.MaxValue and var unixS) return unixS;
        Add(path, "must be a time with its offset from UTC, such as \"2026-11-22T10:00:00Z\", from 1970 to 2106");
        return 0;
    }

    // JSON can escape half of a character (RFC 8259 §8.2), which is no text.
    private static bool TryText(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) return false;
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Add(string path, string message)
    {
        if (_problems.Count < ProblemsMax) _problems.Add(new Problem(path.Length == 0 ? "document" : path, message));
    }
}
