using System.Text.Json;
using Google.Protobuf;
using SmartStore.Contracts.V1;
using SmartStore.Core.Stores;

namespace SmartStore.Host.Import;

/// <summary>Reads an <c>ImportDocument</c> from JSON.</summary>
internal static class ImportFile
{
    /// <summary>Largest file, bytes: two catalogues of the largest size.</summary>
    public const long BytesMax = 64 * 1024 * 1024;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default);

    /// <param name="path">The file.</param>
    /// <param name="document">What it says, without what is wrong with its shape.</param>
    /// <returns>Everything wrong with its shape; what it says is checked by <see cref="ImportCheck"/>.</returns>
    public static IReadOnlyList<Problem> Read(string path, out ImportDocument document)
    {
        document = new ImportDocument();
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax } file) return [new Problem(path, $"has {file.Length} bytes; at most {BytesMax} are read")];
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new Problem(path, $"cannot be read: {e.Message}")];
        }

        return Read(bytes, path, out document);
    }

    /// <inheritdoc cref="Read(string, out ImportDocument)"/>
    public static IReadOnlyList<Problem> Read(ReadOnlyMemory<byte> json, string name, out ImportDocument document)
    {
        document = new ImportDocument();
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            using var good = new MemoryStream();
            using var writer = new Utf8JsonWriter(good);
            var problems = JsonShape.Check(parsed.RootElement, ImportDocument.Descriptor, writer);
            good.Position = 0;
            using var text = new StreamReader(good);
            document = Parser.Parse<ImportDocument>(text);
            return problems;
        }
        catch (JsonException e)
        {
            return [new Problem($"{name}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "is not JSON here")];
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            return [new Problem(name, e.Message)];
        }
    }
}
