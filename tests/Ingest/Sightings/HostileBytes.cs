namespace SmartStore.Ingest.Tests.Sightings;

/// <summary>Messages that went wrong on the way, made from good ones by a seed: cut, flipped, doubled, mixed, or random from the start.</summary>
internal static class HostileBytes
{
    private static readonly byte[][] Tokens =
        [.. new[] { "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0061", "null", "true", "-", "0", "1e9", "\"at\"", "\"rssi\"", "\"heard\"", " ", "\0", "\xff" }.Select(Encoding.Latin1.GetBytes)];

    public static byte[] Next(Random random, IReadOnlyList<byte[]> good)
    {
        var bytes = new List<byte>(good[random.Next(good.Count)]);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 3 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(Math.Min(12, bytes.Count - at)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(0, Math.Min(at, 200)));
                    break;
                default:
                    var noise = new byte[random.Next(24)];
                    random.NextBytes(noise);
                    bytes.InsertRange(at, noise);
                    break;
            }
        }
        return [.. bytes];
    }
}
