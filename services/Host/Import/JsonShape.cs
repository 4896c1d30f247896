using System.Text.Json;
using Google.Protobuf.Reflection;
using SmartStore.Core.Stores;

namespace SmartStore.Host.Import;

/// <summary>
/// Whether a JSON document has the shape of a message: every field known and of its kind (proto3 JSON mapping). Unlike the parser, which
/// stops at the first mistake, it names them all, by path.
/// </summary>
internal static class JsonShape
{
    private const int ProblemsMax = 200;

    public static IReadOnlyList<Problem> Check(JsonElement json, MessageDescriptor message)
    {
        var problems = new List<Problem>();
        Message(json, message, "", problems);
        return problems;
    }

    private static void Message(JsonElement json, MessageDescriptor message, string path, List<Problem> problems)
    {
        if (problems.Count >= ProblemsMax) return;
        if (message.FullName == "google.protobuf.Timestamp")
        {
            if (json.ValueKind != JsonValueKind.String || !DateTimeOffset.TryParse(json.GetString(), out _)) Add(problems, path, "must be a time such as \"2026-11-22T10:00:00Z\"");
            return;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            Add(problems, path, "must be an object");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var field = message.Fields.InDeclarationOrder().FirstOrDefault(known => known.JsonName == property.Name || known.Name == property.Name);
            if (field is null) Add(problems, at, "there is no such field");
            else if (!seen.Add(field.Name)) Add(problems, at, "is there twice");
            else if (property.Value.ValueKind != JsonValueKind.Null) Field(property.Value, field, at, problems);
        }
    }

    private static void Field(JsonElement json, FieldDescriptor field, string path, List<Problem> problems)
    {
        if (!field.IsRepeated)
        {
            Value(json, field, path, problems);
            return;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            Add(problems, path, "must be a list");
            return;
        }

        var i = 0;
        foreach (var item in json.EnumerateArray()) Value(item, field, $"{path}[{i++}]", problems);
    }

    private static void Value(JsonElement json, FieldDescriptor field, string path, List<Problem> problems)
    {
        var wrong = field.FieldType switch
        {
            FieldType.Message => null,
            FieldType.String => json.ValueKind == JsonValueKind.String ? null : "must be text",
            FieldType.Bool => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
            FieldType.Enum => IsEnum(json, field.EnumType) ? null : $"must be one of {string.Join(", ", field.EnumType.Values.Skip(1).Select(value => value.Name))}",
            FieldType.Double or FieldType.Float => IsNumber(json, whole: false) ? null : "must be a number",
            FieldType.Bytes => json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out _) ? null : "must be base64 text",
            FieldType.Int32 or FieldType.SInt32 => IsNumber(json, whole: true, int.MinValue, int.MaxValue) ? null : "must be a whole number of 32 bits",
            _ => IsNumber(json, whole: true) ? null : "must be a whole number",
        };
        if (wrong is not null) Add(problems, path, wrong);
        else if (field.FieldType == FieldType.Message) Message(json, field.MessageType, path, problems);
    }

    private static bool IsEnum(JsonElement json, EnumDescriptor type) => json.ValueKind switch
    {
        JsonValueKind.String => type.FindValueByName(json.GetString()!) is not null,
        JsonValueKind.Number => json.TryGetInt32(out var number) && type.FindValueByNumber(number) is not null,
        _ => false,
    };

    // Numbers may be written as text, as the mapping allows for those that a double cannot hold.
    private static bool IsNumber(JsonElement json, bool whole, double min = long.MinValue, double max = long.MaxValue)
    {
        if (!double.TryParse(json.ValueKind switch { JsonValueKind.Number => json.GetRawText(), JsonValueKind.String => json.GetString(), _ => null }, out var number)) return false;
        return double.IsFinite(number) && number >= min && number <= max && (!whole || number == Math.Truncate(number));
    }

    private static void Add(List<Problem> problems, string path, string message)
    {
        if (problems.Count < ProblemsMax) problems.Add(new Problem(path.Length == 0 ? "document" : path, message));
    }
}
