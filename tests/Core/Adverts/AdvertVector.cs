using System.Text.Json;

namespace SmartStore.Core.Tests.Adverts;

/// <summary>One line of tests/vectors/adverts/beacons.jsonl.</summary>
/// <param name="Layer">What the hex holds: <c>adv_payload</c>, manufacturer data without company (<c>mfg_data_nocid</c>) or <c>service_data</c>.</param>
public sealed record AdvertVector(string Id, string Layer, int? Company, string? Service, string Hex, AdvertExpectation Expect)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<AdvertVector> Beacons { get; } = Read<AdvertVector>("adverts/beacons.jsonl");

    public static IReadOnlyList<HciVector> Hci { get; } = Read<HciVector>("adverts/hci.jsonl");

    /// <summary>The hex as AD structures, wrapped where the source leaves the wrapping out.</summary>
    public byte[] Payload()
    {
        var bytes = Convert.FromHexString(Hex);
        return Layer switch
        {
            "mfg_data_nocid" => [(byte)(bytes.Length + 3), 0xFF, (byte)Company!.Value, (byte)(Company.Value >> 8), .. bytes],
            "service_data" => [(byte)(bytes.Length + 3), 0x16, .. Convert.FromHexString(Service!).Reverse(), .. bytes],
            _ => bytes,
        };
    }

    private static List<T> Read<T>(string path) =>
        [.. File.ReadLines(Repository.Vector(path)).Select(line => JsonSerializer.Deserialize<T>(line, Options)!)];
}

public sealed record AdvertExpectation(string Kind, string? Key, int? PowerAt1M);

/// <summary>One line of tests/vectors/adverts/hci.jsonl.</summary>
public sealed record HciVector(string Id, string Hex, string? Mac, int? Rssi, string? Kind, string? Key, int? PowerAt1M, bool AdCutShort);
