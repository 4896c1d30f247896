using System.Buffers;
using System.Text.Json;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>The names, HTTP codes and error JSON of the Connect protocol (Connect, Error Codes and Error End-Stream).</summary>
internal static class ConnectCodes
{
    private static readonly (string Name, int Http)[] Codes =
    [
        ("ok", 200), ("canceled", 499), ("unknown", 500), ("invalid_argument", 400), ("deadline_exceeded", 504), ("not_found", 404),
        ("already_exists", 409), ("permission_denied", 403), ("resource_exhausted", 429), ("failed_precondition", 400), ("aborted", 409),
        ("out_of_range", 400), ("unimplemented", 501), ("internal", 500), ("unavailable", 503), ("data_loss", 500), ("unauthenticated", 401),
    ];

    public static string Name(StatusCode code) => Codes[(int)code].Name;

    public static int Http(StatusCode code) => Codes[(int)code].Http;

    /// <summary>{"code":…,"message":…,"details":[{"type":…,"value":base64}]}</summary>
    public static void WriteError(Utf8JsonWriter json, RpcStatus status)
    {
        json.WriteStartObject();
        json.WriteString("code", Name(status.Code));
        if (status.Message.Length > 0) json.WriteString("message", status.Message);
        if (status.Details.Count > 0)
        {
            json.WriteStartArray("details");
            foreach (var detail in status.Details)
            {
                json.WriteStartObject();
                json.WriteString("type", detail.TypeUrl[(detail.TypeUrl.LastIndexOf('/') + 1)..]);
                json.WriteString("value", Convert.ToBase64String(detail.Value.Span).TrimEnd('='));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>The error as a whole document.</summary>
    public static void WriteErrorDocument(IBufferWriter<byte> output, RpcStatus status)
    {
        using var json = new Utf8JsonWriter(output);
        WriteError(json, status);
    }

    /// <summary>What ends a Connect stream: {"error":…,"metadata":{key:[value,…]}}, both only if there are any.</summary>
    public static void WriteEndOfStream(IBufferWriter<byte> output, RpcStatus status, RpcMetadata? trailers)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (!status.IsOk)
        {
            json.WritePropertyName("error");
            WriteError(json, status);
        }
        if (trailers is { Count: > 0 })
        {
            json.WriteStartObject("metadata");
            foreach (var group in trailers.GroupBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteStartArray(group.Key);
                foreach (var (_, value) in group) json.WriteStringValue(value);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>Connect-Timeout-Ms: at most ten digits, milliseconds.</summary>
    public static TimeSpan? ReadTimeout(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length > 10 || !long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds))
            throw new RpcException(StatusCode.InvalidArgument, "Connect-Timeout-Ms is malformed: at most ten digits.");
        return TimeSpan.FromMilliseconds(milliseconds);
    }
}
