using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Reflection;
using SmartStore.Core.Stores;

namespace SmartStore.Host.Import;

/// <summary>
/// Whether a JSON document has the shape of a message: every field known and of its kind (proto3 JSON mapping). Unlike the parser, which
/// stops at the first mistake, it names them all, by path, and hands on what is left, so that its contents can be checked in the same go.
/// </summary>
/// <param name="good">Gets the document without what is wrong. A wrong entry of a list becomes an empty one, so that the others keep their places.</param>
internal sealed class JsonShape(Utf8JsonWriter good)
{
    private const int ProblemsMax = 200;

    private readonly List<Problem> _problems = [];

    /// <summary>Everything wrong with the shape, at most 200 of it.</summary>
    public static IReadOnlyList<Problem> Check(JsonElement json, MessageDescriptor message, Utf8JsonWriter good)
    {
        var shape = new JsonShape(good);
        if (json.ValueKind == JsonValueKind.Object)
        {
            shape.Fields(json, message, "");
        }
        else
        {
            shape.Add("", "must be an object");
            shape.Nothing(message);
        }

        good.Flush();
        return shape._problems;
    }

    private void Fields(JsonElement json, MessageDescriptor message, string path)
    {
        good.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            // A name that is no Unicode is no field's name.
            var name = IsUnicode(property, out var text) ? text : "";
            var field = message.Fields.InDeclarationOrder().FirstOrDefault(known => known.JsonName == name || known.Name == name);
            var at = path.Length == 0 ? field?.Name ?? name : $"{path}.{field?.Name ?? name}";
            if (field is null) Add(at, "there is no such field");
            else if (!seen.Add(field.Name)) Add(at, "is there twice");
            else if (property.Value.ValueKind != JsonValueKind.Null) Field(property.Value, field, at);
        }

        good.WriteEndObject();
    }

    private void Field(JsonElement json, FieldDescriptor field, string path)
    {
        if (!field.IsRepeated)
        {
            if (Wrong(json, field) is { } wrong)
            {
                Add(path, wrong);
                return;
            }

            good.WritePropertyName(field.Name);
            Value(json, field, path);
            return;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            Add(path, "must be a list");
            return;
        }

        good.WriteStartArray(field.Name);
        var i = 0;
        foreach (var item in json.EnumerateArray())
        {
            var at = $"{path}[{i++}]";
            if (Wrong(item, field) is { } wrong)
            {
                Add(at, wrong);
                Nothing(field);
            }
            else
            {
                Value(item, field, at);
            }
        }

        good.WriteEndArray();
    }

    private void Value(JsonElement json, FieldDescriptor field, string path)
    {
        if (field.FieldType == FieldType.Message && !IsTime(field.MessageType)) Fields(json, field.MessageType, path);
        else json.WriteTo(good);
    }

    private void Nothing(FieldDescriptor field)
    {
        switch (field.FieldType)
        {
            case FieldType.Message: Nothing(field.MessageType); break;
            case FieldType.String or FieldType.Bytes: good.WriteStringValue(""); break;
            case FieldType.Bool: good.WriteBooleanValue(false); break;
            default: good.WriteNumberValue(0); break;
        }
    }

    private void Nothing(MessageDescriptor message)
    {
        if (IsTime(message))
        {
            good.WriteStringValue("1970-01-01T00:00:00Z");
            return;
        }

        good.WriteStartObject();
        good.WriteEndObject();
    }

    // What is wrong with a value by itself; null: nothing, though its own fields may be.
    private static string? Wrong(JsonElement json, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when IsTime(field.MessageType) => IsText(json, out var time) && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _) ? null : "must be a time such as \"2026-11-22T10:00:00Z\"",
        FieldType.Message => json.ValueKind == JsonValueKind.Object ? null : "must be an object",
        FieldType.String => IsText(json, out _) ? null : "must be text",
        FieldType.Bool => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
        FieldType.Enum => IsEnum(json, field.EnumType) ? null : $"must be one of {string.Join(", ", field.EnumType.Values.Skip(1).Select(value => value.Name))}",
        FieldType.Double or FieldType.Float => IsNumber(json, whole: false) ? null : "must be a number",
        FieldType.Bytes => json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out _) ? null : "must be base64 text",
        FieldType.Int32 or FieldType.SInt32 => IsNumber(json, whole: true, int.MinValue, int.MaxValue) ? null : "must be a whole number of 32 bits",
        _ => IsNumber(json, whole: true) ? null : "must be a whole number",
    };

    private static bool IsTime(MessageDescriptor message) => message.FullName == "google.protobuf.Timestamp";

    private static bool IsEnum(JsonElement json, EnumDescriptor type) => json.ValueKind switch
    {
        JsonValueKind.String => IsText(json, out var name) && type.FindValueByName(name) is not null,
        JsonValueKind.Number => json.TryGetInt32(out var number) && type.FindValueByNumber(number) is not null,
        _ => false,
    };

    // Numbers may be written as text, as the mapping allows for those that a double cannot hold.
    private static bool IsNumber(JsonElement json, bool whole, double min = long.MinValue, double max = long.MaxValue)
    {
        var text = json.ValueKind == JsonValueKind.Number ? json.GetRawText() : IsText(json, out var written) ? written : null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
        return double.IsFinite(number) && number >= min && number <= max && (!whole || number == Math.Truncate(number));
    }

    // JSON can escape half of a character (RFC 8259 §8.2), which is no text.
    private static bool IsText(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (json.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsUnicode(JsonProperty property, out string name)
    {
        name = "";
        try
        {
            name = property.Name;
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
