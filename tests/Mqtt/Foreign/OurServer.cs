using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Hosting;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Tests.Foreign;

/// <summary>Our server on Kestrel, TCP and WebSocket, on free ports of loopback; counts the subscriptions asked for.</summary>
internal sealed class OurServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SubscriptionCounter _counter;

    private OurServer(WebApplication app, SubscriptionCounter counter)
    {
        (_app, _counter) = (app, counter);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port).ToArray();
        (Port, WebSocket) = (addresses[0], new Uri($"ws://127.0.0.1:{addresses[1]}/mqtt"));
    }

    public int Port { get; }

    public Uri WebSocket { get; }

    public static async Task<OurServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt());
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var counter = new SubscriptionCounter();
        builder.Services.AddSingleton<IMqttAuthorizer>(counter);
        builder.Services.AddMqtt();
        var app = builder.Build();
        app.UseWebSockets();
        app.MapMqtt();
        await app.Services.GetRequiredService<MqttServer>().Start();
        await app.StartAsync();
        return new OurServer(app, counter);
    }

    /// <summary>Completes when clients have asked for so many subscriptions.</summary>
    public Task SubscribedAsync(int count) => _counter.ReachedAsync(count).WaitAsync(TimeSpan.FromSeconds(40));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class SubscriptionCounter : IMqttAuthorizer
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;
        private int _wanted = int.MaxValue;

        public ReasonCode Judge(MqttIdentity identity, MqttAction action, ReadOnlySpan<byte> topic)
        {
            if (action == MqttAction.Subscribe) Count(asked: 1, wanted: null);
            return ReasonCode.Success;
        }

        public Task ReachedAsync(int count)
        {
            Count(asked: 0, count);
            return _reached.Task;
        }

        private void Count(int asked, int? wanted)
        {
            lock (_gate)
            {
                (_asked, _wanted) = (_asked + asked, wanted ?? _wanted);
                if (_asked >= _wanted) _reached.TrySetResult();
            }
        }
    }
}
