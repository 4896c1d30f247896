using System.Buffers;
using System.Text.Json;
using SmartStore.Core.Nfc;

namespace SmartStore.Core.Tests.Nfc;

/// <summary>What another library reads out of records and messages of tags.</summary>
public sealed class NdefVectorTests
{
    private const int Chunk = 0x20;

    [Fact]
    public void Every_vector_of_the_repository_matches() => Assert.Equal((19, 34, 33), Check(Repository.Vector("nfc/ndeflib.jsonl")));

    [Fact]
    public void Every_vector_of_text_addresses_and_messages_in_the_whole_set_matches()
    {
        var (records, payloads, messages) = Check(Repository.SharedOrSkip("data/nfc_ndef_vectors/ndeflib_vectors.jsonl"));
        Assert.True(records + payloads + messages >= 86);
    }

    private static (int Records, int Payloads, int Messages) Check(string file)
    {
        var (records, payloads, messages) = (0, 0, 0);
        foreach (var line in File.ReadLines(file))
        {
            using var json = JsonDocument.Parse(line);
            var vector = json.RootElement;
            var (id, kind, type) = (vector.GetProperty("id").GetString()!, vector.GetProperty("kind").GetString(), vector.GetProperty("record_type").GetString());
            // Its lenient mode is not ours, and some vectors are no records but parts of a format.
            if (id.Contains("relax", StringComparison.Ordinal) || vector.GetProperty("hex").GetString() is not { Length: > 1 } hex) continue;
            var expected = vector.GetProperty("expected");
            if (kind == "message" && ++messages > 0) Message(id, Convert.FromHexString(hex), expected);
            else if (type is "urn:nfc:wkt:T" or "urn:nfc:wkt:U" && ++payloads > 0) Payload(id, type[^1], Convert.FromHexString(hex), expected);
            else if (id.StartsWith("test_record.py/TestDecode/wrong", StringComparison.Ordinal) && ++records > 0) Assert.NotEqual(OperationStatus.Done, NdefMessage.TryReadRecord(Convert.FromHexString(hex), out _, out _));
            else if (id.StartsWith("test_record.py/TestDecode/valid_flag", StringComparison.Ordinal) && ++records > 0) Flags(id, Convert.FromHexString(hex));
        }

        return (records, payloads, messages);
    }

    private static void Flags(string id, byte[] record)
    {
        var isChunk = (record[0] & Chunk) != 0;
        Assert.True(NdefMessage.TryReadRecord(record, out _, out var bytes) == (isChunk ? OperationStatus.InvalidData : OperationStatus.Done), id);
        Assert.Equal(isChunk ? 0 : record.Length, bytes);
    }

    private static void Payload(string id, char type, byte[] payload, JsonElement expected)
    {
        var language = "";
        var isRead = type == 'T' ? NdefPayload.TryReadText(payload, out var text, out language) : NdefPayload.TryReadUri(payload, out text);
        Assert.True(isRead == (expected.ValueKind == JsonValueKind.Array), id);
        if (!isRead) return;
        Assert.Equal(expected[0].GetString(), text);
        if (type == 'T') Assert.Equal(expected[1].GetString(), language);
    }

    private static void Message(string id, byte[] message, JsonElement expected)
    {
        var isChunk = (message[0] & Chunk) != 0;
        var isRead = NdefMessage.TryRead(message, out var records);
        Assert.True(isRead == (expected.ValueKind == JsonValueKind.Array && !isChunk), id);
        if (!isRead) return;
        Assert.Equal(expected.GetArrayLength(), records.Count);
        foreach (var (i, record) in expected.EnumerateArray().Index())
        {
            if (record.GetProperty("record").GetString() is "TextRecord" or "UriRecord") Assert.Equal(record.GetProperty("args")[0].GetString(), records[i].Code);
            else Assert.Null(records[i].Code);
        }
    }
}
