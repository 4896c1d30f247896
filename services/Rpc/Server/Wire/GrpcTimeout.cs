using System.Globalization;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>grpc-timeout: at most eight digits and a unit, H M S m u n (PROTOCOL-HTTP2, Timeout).</summary>
internal static class GrpcTimeout
{
    /// <exception cref="RpcException">INTERNAL: the text is no timeout.</exception>
    public static TimeSpan Read(string text)
    {
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) throw Malformed();
        return text[^1] switch
        {
            'H' => TimeSpan.FromHours(value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            // A tick is 100 ns: what is left of one still is a wait, not a deadline in the past.
            'u' => TimeSpan.FromTicks(value * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks((value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick),
            _ => throw Malformed(),
        };
    }

    /// <summary>The finest unit that holds the timeout in eight digits, rounded up; never less than 1 ns.</summary>
    public static string Write(TimeSpan timeout)
    {
        const long max = 99_999_999;
        var ticks = Math.Max(timeout.Ticks, 0);
        if (ticks == 0) return "0n";
        ReadOnlySpan<(char Unit, long Ticks)> units =
            [('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond), ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour)];
        foreach (var (unit, ticksPerUnit) in units)
        {
            var value = (ticks + ticksPerUnit - 1) / ticksPerUnit;
            if (value <= max) return value.ToString(CultureInfo.InvariantCulture) + unit;
        }
        return max.ToString(CultureInfo.InvariantCulture) + "H";
    }

    private static RpcException Malformed() => new(StatusCode.Internal, "grpc-timeout is malformed: at most eight digits and one of H, M, S, m, u, n.");
}
