using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SmartStore.Flow.Tests.Processes;

/// <summary>A running <c>smartstore serve</c>, and its ports.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Child _child;

    private ServerProcess(Child child, Match ready)
    {
        _child = child;
        Mqtt = int.Parse(ready.Groups["mqtt"].Value);
        Http = new Uri(ready.Groups["http"].Value);
        Grpc = new Uri(ready.Groups["grpc"].Value);
        Silo = ready.Groups["silo"].Success ? int.Parse(ready.Groups["silo"].Value) : 0;
    }

    public int Mqtt { get; }

    public Uri Http { get; }

    public Uri Grpc { get; }

    /// <summary>Where other silos reach it; 0: nowhere.</summary>
    public int Silo { get; }

    public Child Child => _child;

    public BrokerAddress Broker => new(BrokerTransport.Tcp, "127.0.0.1", Mqtt);

    /// <summary>Starts a server on free ports, or again on the ports of one that is gone, and waits until it says that it is ready.</summary>
    public static async Task<ServerProcess> Start(string data, ServerProcess? samePorts = null, params IEnumerable<string> flags)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var child = Child.SmartStore(
                ["serve", "--data", data, "--mqtt-port", $"{samePorts?.Mqtt ?? 0}", "--http-port", $"{samePorts?.Http.Port ?? 0}", "--grpc-port", $"{samePorts?.Grpc.Port ?? 0}", "--silo-port", "0", "--silo-gateway-port", "0", .. flags]);
            try
            {
                Match? ready = null;
                await Eventually.Is(
                    () => child.HasExited || (ready = child.Out.Select(line => ReadyLine().Match(line)).FirstOrDefault(match => match.Success)) is not null,
                    () => $"the ready line. stdout: {string.Join('\n', child.Out)} stderr: {child.Err}");
                return new ServerProcess(child, ready ?? throw new InvalidOperationException($"The server ended before it was ready: {child.Err}"));
            }
            catch (Exception e)
            {
                await child.DisposeAsync();
                if (samePorts is null || e is not InvalidOperationException || clock.Elapsed > Child.PortIsFreeWithin || !child.LacksPort) throw;
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public Task Kill() => _child.Kill();

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    [GeneratedRegex(@"^ready mqtt=127\.0\.0\.1:(?<mqtt>\d+) http=(?<http>http://127\.0\.0\.1:\d+) grpc=(?<grpc>http://127\.0\.0\.1:\d+)( mqtts=\S+ https=\S+)?( silo=127\.0\.0\.1:(?<silo>\d+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadyLine();
}
