using System.Net.Sockets;
using System.Text;
using SmartStore.Benchmarks.Load;
using SmartStore.Benchmarks.Servers;

namespace SmartStore.Benchmarks.Forwarding;

/// <summary>One connection that counts what arrives and at QoS 1 acknowledges it. Runs in a process of its own.</summary>
internal static class Subscriber
{
    /// <summary>Says 0 when subscribed, then the count whenever asked.</summary>
    public static async Task Run(Arguments arguments)
    {
        using var socket = await RawMqtt.Connect((int)arguments.Number("--port", 1883), $"subscriber-{Environment.ProcessId}", CancellationToken.None);
        var filter = Encoding.ASCII.GetBytes(arguments.Text("--topic", "t"));
        await socket.SendAsync((byte[])[0x82, (byte)(5 + filter.Length), 0, 1, 0, (byte)filter.Length, .. filter, (byte)arguments.Number("--qos", 0)]);
        await RawMqtt.ReadExactly(socket, new byte[5], CancellationToken.None);
        var count = 0L;
        var counting = new Thread(() => Count(socket, ref count)) { IsBackground = true };
        counting.Start();
        SelfProcess.Say(0);
        await SelfProcess.Answer(() => Interlocked.Read(ref count));
    }

    private static void Count(Socket socket, ref long count)
    {
        var buffer = new byte[1 << 20];
        var answers = new byte[1 << 18];
        for (var have = 0; ;)
        {
            var read = socket.Receive(buffer.AsSpan(have));
            if (read == 0) return;
            have += read;
            var (at, packets, answered) = (0, 0, 0);
            while (TryMeasure(buffer.AsSpan(at, have - at), out var head, out var whole))
            {
                if ((buffer[at] & 0x06) != 0)
                {
                    var id = at + head + 2 + (buffer[at + head] << 8) + buffer[at + head + 1];
                    ((ReadOnlySpan<byte>)[0x40, 2, buffer[id], buffer[id + 1]]).CopyTo(answers.AsSpan(answered));
                    answered += 4;
                }

                at += whole;
                packets++;
            }

            buffer.AsSpan(at, have - at).CopyTo(buffer);
            have -= at;
            Interlocked.Add(ref count, packets);
            for (var bytes = answers.AsSpan(0, answered); !bytes.IsEmpty;) bytes = bytes[socket.Send(bytes)..];
        }
    }

    // A packet of up to 16 KiB: one or two bytes of length.
    private static bool TryMeasure(ReadOnlySpan<byte> bytes, out int head, out int whole)
    {
        (head, whole) = (2, 0);
        if (bytes.Length < 3) return false;
        var body = bytes[1] & 0x7F;
        if (bytes[1] >= 0x80)
        {
            head = 3;
            body |= bytes[2] << 7;
        }

        whole = head + body;
        return bytes.Length >= whole;
    }
}
