using System.Net.Sockets;
using System.Text;
using SmartStore.Benchmarks.Load;
using SmartStore.Benchmarks.Servers;
using SmartStore.Benchmarks.Stages;

namespace SmartStore.Benchmarks.Forwarding;

/// <summary>One connection that publishes as fast as the broker reads; at QoS 1 with so many messages open at a time. Runs in a process of its own.</summary>
internal static class Publisher
{
    private const int BurstPackets = 100;

    /// <summary>One sighting, always the same: what it costs is the way to the tracker.</summary>
    public static byte[] Payload { get; } =
        Encoding.ASCII.GetBytes($"{{\"heard\":[{{\"at\":{StageStore.StartUnixMs},\"rssi\":-61,\"adv\":\"0201061AFF4C000215F7826DA64FA24E988024BC5B71E0893E00010007C5\"}}]}}");

    /// <summary>Publishes for a while and says how many messages were sent; at QoS 1, acknowledged.</summary>
    public static async Task Run(Arguments arguments)
    {
        using var socket = await RawMqtt.Connect((int)arguments.Number("--port", 1883), $"publisher-{Environment.ProcessId}", CancellationToken.None);
        var topic = arguments.Text("--topic", "t");
        var length = TimeSpan.FromSeconds(arguments.Number("--seconds", 5));
        var sent = arguments.Number("--qos", 0) > 0 ? Acknowledged(socket, topic, (int)arguments.Number("--window", 20), length) : Unacknowledged(socket, topic, length);
        // Everything before it was read when this is answered.
        socket.Send([0xC0, 0]);
        await RawMqtt.ReadExactly(socket, new byte[2], CancellationToken.None);
        SelfProcess.Say(sent);
    }

    private static long Unacknowledged(Socket socket, string topic, TimeSpan length)
    {
        var one = Packet(topic, qos: 0);
        var burst = Enumerable.Repeat(one, BurstPackets).SelectMany(bytes => bytes).ToArray();
        var sent = 0L;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length; sent += BurstPackets) SendAll(socket, burst);
        return sent;
    }

    private static long Acknowledged(Socket socket, string topic, int window, TimeSpan length)
    {
        var one = Packet(topic, qos: 1);
        var idAt = one.Length - Payload.Length - 2;
        var burst = new byte[one.Length * window];
        var answers = new byte[4 * window];
        var (acknowledged, have) = (0L, 0);
        for (var id = 1; id <= window; id++) Put(id - 1, (byte)(id >> 8), (byte)id);
        SendAll(socket, burst);
        for (var (clock, open) = (Stopwatch.StartNew(), window); open > 0;)
        {
            have += socket.Receive(answers.AsSpan(have));
            var count = have / 4;
            for (var i = 0; i < count; i++) Put(i, answers[(4 * i) + 2], answers[(4 * i) + 3]);
            answers.AsSpan(4 * count, have - (4 * count)).CopyTo(answers);
            have -= 4 * count;
            acknowledged += count;
            if (clock.Elapsed < length) SendAll(socket, burst.AsSpan(0, count * one.Length));
            else open -= count;
        }

        return acknowledged;

        void Put(int at, byte high, byte low)
        {
            one.CopyTo(burst, at * one.Length);
            burst[(at * one.Length) + idAt] = high;
            burst[(at * one.Length) + idAt + 1] = low;
        }
    }

    private static byte[] Packet(string topic, int qos)
    {
        var name = Encoding.ASCII.GetBytes(topic);
        var body = 2 + name.Length + (2 * qos) + Payload.Length;
        return [(byte)(0x30 | (qos << 1)), .. body < 128 ? new[] { (byte)body } : [(byte)(body | 0x80), (byte)(body >> 7)], 0, (byte)name.Length, .. name, .. new byte[2 * qos], .. Payload];
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[socket.Send(bytes)..];
    }
}
