using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SmartStore.Ingest.Sightings;

/// <summary>A JSON message of a device, checked before it is parsed: size, depth, no field twice. Give it back with <see cref="Dispose"/>.</summary>
internal readonly struct JsonMessage : IDisposable
{
    private readonly JsonDocument _document;
    private readonly byte[] _bytes;

    private JsonMessage(JsonDocument document, byte[] bytes)
    {
        _document = document;
        _bytes = bytes;
    }

    /// <summary>The value of the whole message.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Parses a message, or says why not.</summary>
    /// <param name="bytesMax">Most bytes it may have.</param>
    public static bool TryParse(ReadOnlySpan<byte> payload, int bytesMax, out JsonMessage message, out Refusal refusal)
    {
        message = default;
        if (payload.Length > bytesMax)
        {
            refusal = new Refusal(RefusalReason.TooLarge, "", Value: payload.Length);
            return false;
        }
        var reason = JsonCheck.Check(payload, out var at);
        refusal = new Refusal(reason, "", Value: at);
        if (reason != RefusalReason.None) return false;
        var bytes = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(bytes);
        message = new JsonMessage(JsonDocument.Parse(bytes.AsMemory(0, payload.Length), new JsonDocumentOptions { MaxDepth = JsonCheck.MaxDepth }), bytes);
        return true;
    }

    /// <summary>The text of a string value as UTF-8; bytes of the message itself where it has no escapes.</summary>
    /// <returns>False when the value is no string.</returns>
    public static bool TryGetText(JsonElement value, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (value.ValueKind != JsonValueKind.String) return false;
        text = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (text.Contains((byte)'\\')) text = Encoding.UTF8.GetBytes(value.GetString()!);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _document.Dispose();
        ArrayPool<byte>.Shared.Return(_bytes);
    }
}
