using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Packets;

/// <summary>One line of the vector files.</summary>
public sealed record WireVector(MqttVersion Version, byte[] Bytes, string Outcome, string Name)
{
    public override string ToString() => Name;

    public static TheoryData<WireVector> ReadAll(string file)
    {
        var vectors = new TheoryData<WireVector>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "vectors", "mqtt", file)))
        {
            var fields = line.Split('|', StringSplitOptions.TrimEntries);
            if (fields.Length != 6) continue;
            var name = $"{fields[1]} §{fields[4]} {fields[5]} ({fields[0]})";
            vectors.Add(new WireVector((MqttVersion)int.Parse(fields[0]), Hex(fields[2]), fields[3], name));
        }

        return vectors;
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
