using System.Text.Json;
using System.Text.Json.Serialization;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Tests.Gateways;

/// <summary>One line of tests/vectors/gateways/expected.json: a published payload, and what a person read out of it.</summary>
/// <param name="Word">What it says of the gateway itself; null: a heartbeat.</param>
/// <param name="Who">Of which receiver it says so; null: not looked at.</param>
/// <param name="Take">Where in the file the payload is: the whole <c>file</c>, the JSON under <c>payload</c>, text, <c>hex</c>, or one <c>frame</c> in hex.</param>
internal sealed record GatewayFixture(
    string File,
    string Maker,
    string Topic,
    string Take,
    IReadOnlyList<ExpectedSighting> Sightings,
    IReadOnlyList<string>? Refused,
    string? Message,
    GatewayWord? Word,
    string? Who,
    string? Note)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    public static IReadOnlyList<GatewayFixture> All { get; } =
        JsonSerializer.Deserialize<List<GatewayFixture>>(System.IO.File.ReadAllBytes(Repository.Vector("gateways/expected.json")), Options)!;

    public byte[] Payload()
    {
        var bytes = System.IO.File.ReadAllBytes(Repository.Vector("gateways/" + File));
        if (Take == "file") return bytes;
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        return Take switch
        {
            "payload" => Encoding.UTF8.GetBytes(root.GetProperty("payload").GetRawText()),
            "hex" => Convert.FromHexString(root.GetProperty("hex").GetString()!),
            "frame" => MapOfOneDevice(Convert.FromHexString(root.GetProperty("hex").GetString()!)),
            _ => Encoding.UTF8.GetBytes(root.GetProperty(Take).GetString()!),
        };
    }

    public override string ToString() => File;

    // MessagePack: a map of one, "devices", a list of one, binary.
    private static byte[] MapOfOneDevice(byte[] record) => [0x81, 0xA7, .. "devices"u8, 0x91, 0xC4, (byte)record.Length, .. record];
}

/// <param name="At">Unix milliseconds, or the text <c>received</c>.</param>
public sealed record ExpectedSighting(string Key, string? Mac, int Rssi, JsonElement At, string? Receiver)
{
    public string Line(long receivedAtUnixMs) =>
        $"{Key} {Mac ?? "-"} {Rssi} dBm at {(At.ValueKind == JsonValueKind.Number ? At.GetInt64() : receivedAtUnixMs)} by {Receiver ?? "-"}";
}
