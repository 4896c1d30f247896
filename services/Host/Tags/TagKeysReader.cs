using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
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

    private static readonly string[] Required = ["shopper_id", "identity_key", "exponent", "clock_s", "read_at"];

    private readonly List<Problem> _problems = [];
    private readonly List<RotatingTag> _tags = [];
    private readonly Dictionary<UInt128, string> _placeOfKey = [];

    /// <summary>Reads a whole file.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="file">What to call it where it is no JSON.</param>
    /// <param name="tags">The tags; none when anything is wrong.</param>
    /// <param name="tagsMax">More tags than this are a mistake.</param>
    /// <returns>Everything wrong with it, at most 200 of it.</returns>
    public static IReadOnlyList<Problem> Read(ReadOnlySpan<byte> json, string file, out IReadOnlyList<RotatingTag> tags, int tagsMax = RotatingTags.TagsMax)
    {
        var reading = new TagKeysReader();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) reading.Document(ref reader, tagsMax);
            else reading.List(ref reader, "", tagsMax);
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

    private void Document(ref Utf8JsonReader reader, int tagsMax)
    {
        var lists = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTags = reader.ValueTextEquals("tags"u8);
            reader.Read();
            if (isTags && ++lists == 1)
            {
                List(ref reader, "tags", tagsMax);
                continue;
            }

            if (isTags) Add("tags", "must be there once");
            else Add("", "must have no field but tags");
            reader.Skip();
        }

        if (lists == 0) Add("tags", "must be given, a list of tags");
    }

    // A tag at a time: a file of the largest size is not held as a tree.
    private void List(ref Utf8JsonReader reader, string path, int tagsMax)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Add(path, path.Length > 0 ? "must be a list of tags" : "must be a list of tags, or an object with that list as its field tags");
            reader.Skip();
            return;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i < tagsMax) Tag(JsonElement.ParseValue(ref reader), $"{path}[{i}]");
            else reader.Skip();
            if (i == tagsMax) Add($"{path}[{i}]", $"must not be there: at most {tagsMax} tags are read");
        }
    }

    private void Tag(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add(path, $"must be an object with {Listed}");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var shopper = "";
        byte[] key = [];
        long exponent = 0, clockS = 0, readAtUnixS = 0, uncertaintyS = 5;
        foreach (var property in json.EnumerateObject())
        {
            var (name, value) = (Text(() => property.Name), property.Value);
            var at = $"{path}.{name}";
            switch (name)
            {
                case "shopper_id": shopper = Shopper(value, at); break;
                case "identity_key": key = Key(value, at); break;
                case "exponent": exponent = Number(value, at, EddystoneEid.MaxExponent); break;
                case "clock_s": clockS = Number(value, at, uint.MaxValue); break;
                case "read_at": readAtUnixS = Time(value, at); break;
                case "uncertainty_s": uncertaintyS = Number(value, at, short.MaxValue); break;
                default:
                    // An unknown name is not shown: it may be a key in the wrong place.
                    Add(path, $"must have no field but {Listed}");
                    continue;
            }

            if (!seen.Add(name)) Add(at, "must be there once");
        }

        foreach (var name in Required)
            if (!seen.Contains(name))
                Add($"{path}.{name}", "must be given");
        if (_problems.Count == 0) _tags.Add(new RotatingTag(shopper, new EidTag(key, (byte)exponent, (uint)readAtUnixS, (uint)clockS, (ushort)uncertaintyS)));
    }

    private string Shopper(JsonElement json, string path)
    {
        if (Text(json) is { } id && Id.IsValid(id)) return id;
        Add(path, $"must be a shopper's id: 1 to {Id.MaxLength} characters of [A-Za-z0-9._:-]");
        return "";
    }

    private byte[] Key(JsonElement json, string path)
    {
        var key = new byte[EddystoneEid.KeyBytes];
        if (Text(json) is not { } digits || digits.Length != 2 * key.Length || Convert.FromHexString(digits, key, out _, out _) != OperationStatus.Done)
            Add(path, $"must be {2 * key.Length} hex digits, the {key.Length} bytes of the key that the tag and you agreed on");
        else if (!_placeOfKey.TryAdd(BinaryPrimitives.ReadUInt128BigEndian(key), path))
            Add(path, $"must be a key of its own, and is that of {_placeOfKey[BinaryPrimitives.ReadUInt128BigEndian(key)]}");
        return key;
    }

    private long Number(JsonElement json, string path, long most)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) && number >= 0 && number <= most) return number;
        Add(path, $"must be a whole number from 0 to {most}");
        return 0;
    }

    // Without an offset a time would mean another moment on another machine.
    private long Time(JsonElement json, string path)
    {
        if (Text(json) is { Length: > 19 } text && (text[^1] == 'Z' || text[^6] is '+' or '-')
            && json.TryGetDateTimeOffset(out var at) && at.ToUnixTimeSeconds() is >= 0 and <= uint.MaxValue and var unixS) return unixS;
        Add(path, "must be a time with its offset from UTC, such as \"2026-11-22T10:00:00Z\", from 1970 to 2106");
        return 0;
    }

    private static string? Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? Text(() => json.GetString()!) : null;

    // JSON can escape half of a character (RFC 8259 §8.2), which is no text.
    private static string? Text(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Add(string path, string message)
    {
        if (_problems.Count < ProblemsMax) _problems.Add(new Problem(path.Length == 0 ? "document" : path, message));
    }
}
