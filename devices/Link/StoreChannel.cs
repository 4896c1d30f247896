using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using SmartStore.Contracts.V1;

namespace SmartStore.Link;

/// <summary>Opens channels to a server, with the settings that streams of days need.</summary>
public static class StoreChannel
{
    /// <summary>Bytes of one answer: a layout with its floor plans.</summary>
    private const int AnswerBytesMax = 32 * 1024 * 1024;

    // Unary calls alone: a stream that breaks is taken up again after its cursor, by FollowedStream.
    private static readonly ServiceConfig Retries = new()
    {
        MethodConfigs =
        {
            Unary(new MethodConfig
            {
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = 4,
                    InitialBackoff = TimeSpan.FromMilliseconds(100),
                    MaxBackoff = TimeSpan.FromSeconds(2),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            }),
        },
    };

    /// <summary>A channel. It connects with the first call. Dispose it.</summary>
    /// <param name="address">The server's gRPC address, such as <c>http://127.0.0.1:8081</c>.</param>
    /// <param name="credential">What each call shows; null: nothing.</param>
    public static GrpcChannel Open(Uri address, StoreCredential? credential = null)
    {
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (credential is not null) handler = new Shown(credential) { InnerHandler = handler };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = AnswerBytesMax,
            ServiceConfig = Retries,
        });
    }

    private static MethodConfig Unary(MethodConfig config)
    {
        foreach (var service in SmartstoreReflection.Descriptor.Services.Concat(OperatorsReflection.Descriptor.Services))
            foreach (var method in service.Methods.Where(method => !method.IsServerStreaming))
                config.Names.Add(new MethodName { Service = service.FullName, Method = method.Name });
        return config;
    }

    private sealed class Shown(StoreCredential credential) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation(credential.Header, credential.Value);
            return base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>What a caller shows with each call.</summary>
public sealed class StoreCredential
{
    private StoreCredential(string header, string value) => (Header, Value) = (header, value);

    internal string Header { get; }

    internal string Value { get; }

    /// <summary>A person's bearer token.</summary>
    public static StoreCredential Token(string token) => new("authorization", $"Bearer {token}");

    /// <summary>Another system's key, <c>id.secret</c>.</summary>
    public static StoreCredential ApiKey(string key) => new("x-api-key", key);
}
