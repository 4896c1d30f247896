using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Members;

namespace SmartStore.Grains.Push;

/// <summary>
/// Sends notices to the browsers of their shoppers: sealed for each browser, signed with the server's key, once. A push service that answers that a browser is gone has it forgotten;
/// one that is slow or refuses is not asked again for this notice, because the update waits for the page anyway.
/// </summary>
internal sealed partial class WebPushSender : BackgroundService
{
    /// <summary>Longest payload, bytes: what every push service takes, less what sealing adds.</summary>
    public const int PayloadBytesMax = 3_000;

    private const int AtOnce = 4;
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);

    private static readonly Meter Meter = new("SmartStore.WebPush");
    private static readonly Counter<long> Pushes = Meter.CreateCounter<long>("smartstore_web_pushes", description: "What became of pushes to browsers");

    private readonly PhoneNotices _notices;
    private readonly IGrainFactory _grains;
    private readonly GrainCalls _calls;
    private readonly WebPushOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WebPushSender> _log;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = AnswersWithin };
    private readonly PushServiceClient _client;

    public WebPushSender(PhoneNotices notices, IGrainFactory grains, GrainCalls calls, WebPushOptions options, TimeProvider time, ILogger<WebPushSender> log)
    {
        (_notices, _grains, _calls, _options, _time, _log) = (notices, grains, calls, options, time, log);
        _client = new PushServiceClient(_http) { AutoRetryAfter = false, DefaultAuthentication = new VapidAuthentication(options.PublicKey, options.PrivateKey) { Subject = options.Contact } };
        notices.IsOn = true;
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Work(stoppingToken)));

    private async Task Work(CancellationToken stopping)
    {
        try
        {
            await foreach (var notice in _notices.Waiting.ReadAllAsync(stopping))
            {
                try
                {
                    await Send(notice, stopping);
                }
                catch (Exception e) when (e is not OutOfMemoryException && !stopping.IsCancellationRequested)
                {
                    LogNotSent(e);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task Send(PhoneNotice notice, CancellationToken stopping)
    {
        var member = _grains.GetGrain<IMemberGrain>(notice.Shopper.Value);
        var leftS = (int)Math.Min((notice.ExpiresAt - _time.GetUtcNow()).TotalSeconds, TimeSpan.FromDays(1).TotalSeconds);
        if (leftS <= 0) return;
        foreach (var address in (await _calls.Send(member.View, stopping)).Member.Pushes.Where(address => _options.Takes(address.Endpoint)))
        {
            var outcome = await Send(address, notice, leftS, stopping);
            Pushes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
            if (outcome == "gone") await _calls.Send(() => member.Apply(new PushAddressGone(Guid.NewGuid().ToString("N"), _time.GetUtcNow(), address.Endpoint)), stopping);
        }
    }

    private async Task<string> Send(PushAddress address, PhoneNotice notice, int leftS, CancellationToken stopping)
    {
        var to = new PushSubscription { Endpoint = address.Endpoint };
        to.SetKey(PushEncryptionKeyName.P256DH, address.P256dh);
        to.SetKey(PushEncryptionKeyName.Auth, address.Auth);
        try
        {
            await _client.RequestPushMessageDeliveryAsync(to, new PushMessage(Payload(notice)) { TimeToLive = leftS, Urgency = PushMessageUrgency.High }, stopping);
            return "sent";
        }
        catch (PushServiceClientException e)
        {
            return e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? "gone" : "refused";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return "away";
        }
    }

    // Texts have limits of their own; one that is too long with its marks is cut, not left out.
    private static string Payload(PhoneNotice notice)
    {
        for (var text = notice.Text; ; text = text[..(text.Length / 2)])
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(new PushPayload(notice.Title, text, notice.Tag, $"/me#{notice.Tab}"), PushPayloadJson.Default.PushPayload);
            if (payload.Length <= PayloadBytesMax || text.Length == 0) return System.Text.Encoding.UTF8.GetString(payload);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A push could not be sent.")]
    private partial void LogNotSent(Exception e);
}

/// <summary>What the service worker of the phone's page reads.</summary>
internal sealed record PushPayload(string Title, string Text, string Tag, string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PushPayload))]
internal sealed partial class PushPayloadJson : JsonSerializerContext;

/// <summary>Web Push, where it is switched on.</summary>
public static class WebPush
{
    /// <summary>Sends pushes from this process, which has grains.</summary>
    public static IServiceCollection AddWebPushSender(this IServiceCollection services) => services.AddHostedService<WebPushSender>();
}
