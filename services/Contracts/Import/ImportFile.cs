using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using SmartStore.Contracts.V1;

namespace SmartStore.Contracts.Import;

/// <summary>
/// Reads an <c>ImportDocument</c> from JSON. The parser of the engine stops at the first mistake of a document; then each field is given to it
/// alone, so that all of them are named by path, and what is good is handed on: its contents are checked in the same go.
/// </summary>
public sealed class ImportFile
{
    /// <summary>Largest file, bytes: two catalogues of the largest size.</summary>
    public const long BytesMax = 64 * 1024 * 1024;

    private const int ProblemsMax = 200;
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 32 };
    private static readonly JsonDocumentOptions Strict = Lenient with { AllowDuplicateProperties = false };

    private readonly List<Mistake> _problems = [];

    /// <param name="path">The file.</param>
    /// <param name="document">What it says, without what is wrong with its shape. A wrong entry of a list is an empty one, so that the others keep their places.</param>
    /// <returns>Everything wrong with its shape, at most 200 of it; what it says is checked by the server.</returns>
    public static IReadOnlyList<Mistake> Read(string path, out ImportDocument document)
    {
        document = new ImportDocument();
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax } file) return [new Mistake(path, $"has {file.Length} bytes; at most {BytesMax} are read")];
            return Read(File.ReadAllBytes(path), path, out document);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new Mistake(path, $"cannot be read: {e.Message}")];
        }
    }

    /// <inheritdoc cref="Read(string, out ImportDocument)"/>
    public static IReadOnlyList<Mistake> Read(ReadOnlyMemory<byte> json, string name, out ImportDocument document)
    {
        document = new ImportDocument();
        try
        {
            using var parsed = JsonDocument.Parse(json, Lenient);
            if (IsGood(json, out var whole))
            {
                document = whole;
                return [];
            }

            var reading = new ImportFile();
            if (parsed.RootElement.ValueKind == JsonValueKind.Object) document = (ImportDocument)reading.Message(parsed.RootElement, ImportDocument.Descriptor, "");
            else reading.Add("document", "must be an object");
            return reading._problems;
        }
        catch (JsonException e)
        {
            return [new Mistake($"{name}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "is not JSON here")];
        }
    }

    private static bool IsGood(ReadOnlyMemory<byte> json, out ImportDocument document)
    {
        document = new ImportDocument();
        try
        {
            // The engine would take the last one of a field that is there twice.
            using var once = JsonDocument.Parse(json, Strict);
            document = JsonParser.Default.Parse<ImportDocument>(new StreamReader(new MemoryStream(json.ToArray())));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException || IsMistake(e))
        {
            return false;
        }
    }

    private IMessage Message(JsonElement json, MessageDescriptor type, string path)
    {
        var message = Empty(type);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var name = NameOf(property);
            var field = type.Fields.InDeclarationOrder().FirstOrDefault(known => known.JsonName == name || known.Name == name);
            var at = path.Length == 0 ? field?.Name ?? name : $"{path}.{field?.Name ?? name}";
            if (field is null) Add(at, "there is no such field");
            else if (!seen.Add(field.Name)) Add(at, "is there twice");
            else if (property.Value.ValueKind == JsonValueKind.Null) continue;
            else if (field.IsMap) Value(property.Value, field, at);
            else if (!field.IsRepeated) field.Accessor.SetValue(message, Value(property.Value, field, at));
            else if (property.Value.ValueKind != JsonValueKind.Array) Add(at, "must be a list");
            else foreach (var (i, item) in property.Value.EnumerateArray().Index()) ((IList)field.Accessor.GetValue(message)).Add(Value(item, field, $"{at}[{i}]"));
        }

        return message;
    }

    private object Value(JsonElement json, FieldDescriptor field, string path)
    {
        if (field.FieldType == FieldType.Message && !field.IsMap && !IsTime(field) && json.ValueKind == JsonValueKind.Object) return Message(json, field.MessageType, path);
        try
        {
            return Parse(json.GetRawText(), field);
        }
        catch (Exception e) when (IsMistake(e))
        {
            Add(path, Must(field));
            return field.FieldType switch
            {
                FieldType.Message => Empty(field.MessageType),
                FieldType.String or FieldType.Bytes => Parse("\"\"", field),
                FieldType.Bool => false,
                _ => Parse("0", field),
            };
        }
    }

    private static object Parse(string value, FieldDescriptor field)
    {
        var isList = field.IsRepeated && !field.IsMap;
        var message = JsonParser.Default.Parse($"{{\"{field.Name}\":{(isList ? $"[{value}]" : value)}}}", field.ContainingType);
        return isList ? ((IList)field.Accessor.GetValue(message))[0]! : field.Accessor.GetValue(message);
    }

    // What the engine throws for what is no message: its own two exceptions, both of them of I/O, and those of a number or time that it cannot hold.
    private static bool IsMistake(Exception e) => e is IOException or FormatException or OverflowException or ArgumentException;

    private static string Must(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => IsTime(field) ? "must be a time such as \"2026-11-22T10:00:00Z\"" : "must be an object",
        FieldType.String => "must be text",
        FieldType.Bool => "must be true or false",
        FieldType.Enum => $"must be one of {string.Join(", ", field.EnumType.Values.Skip(1).Select(value => value.Name))}",
        FieldType.Double or FieldType.Float => "must be a number",
        FieldType.Bytes => "must be base64 text",
        FieldType.Int32 or FieldType.SInt32 => "must be a whole number of 32 bits",
        _ => "must be a whole number",
    };

    private static bool IsTime(FieldDescriptor field) => field.MessageType.FullName == "google.protobuf.Timestamp";

    private static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);

    // JSON can escape half of a character (RFC 8259 §8.2), which is no text and no name of a field.
    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private void Add(string path, string message)
    {
        if (_problems.Count < ProblemsMax) _problems.Add(new Mistake(path.Length == 0 ? "document" : path, message));
    }
}

/// <summary>One thing that is wrong with what somebody sent.</summary>
/// <param name="Path">Where, in the names of the contract: <c>stores[0].zones[3]</c>; empty: not in a field.</param>
/// <param name="Text">What, in one short clause.</param>
public sealed record Mistake(string Path, string Text)
{
    public override string ToString() => Path.Length > 0 ? $"{Path}: {Text}" : Text;

    /// <summary>True when the place of this mistake is the place of another one, or within it.</summary>
    public bool IsWithin(Mistake other) =>
        Path.StartsWith(other.Path, StringComparison.Ordinal) && (Path.Length == other.Path.Length || Path[other.Path.Length] is '.' or '[');
}
