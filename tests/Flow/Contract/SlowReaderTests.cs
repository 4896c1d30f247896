using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Contract, "Watch": slow reader. A phone that opens its stream and then does not read, beside one that does.</summary>
public sealed class SlowReaderTests(OpenShop shop) : IClassFixture<OpenShop>
{
    // 40 recalls of about 10 KB each: more than the client's window (64 KiB), the server's send buffer (64 KiB) and what may wait (64 KiB) hold together.
    private const int Updates = 40;
    private const int ItemsOfAList = 100;

    // RFC 9113, 7: gRPC clients say RESOURCE_EXHAUSTED for it.
    private const int EnhanceYourCalm = 0xb;

    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task Who_does_not_read_is_reset_and_who_reads_misses_nothing()
    {
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await _client.Tap(shopper, "entrance");
        var closedBefore = await Closed();
        using var slow = await Open(shopper, "slow");
        await using var reader = _client.Watch(shopper, device: "reader");

        for (var i = 0; i < Updates; i++) await _client.PutList(shopper, [.. Enumerable.Range(0, ItemsOfAList).Select(item => Item(i, item))]);

        await reader.Nth(Updates, update => update.ListRecalled is not null, "every recall at the phone that reads");
        await Eventually.Is(async () => await Closed() > closedBefore, () => "the end of the stream that nobody reads");
        await _client.PutOrder("o-slow", shopper, OrderState.Preparing);
        await reader.First(update => update.Pickup is not null, "what comes after the slow one is gone");
        Assert.Equal(EnhanceYourCalm, await Reset(slow));
    }

    private Task<double> Closed() => _client.Metric("smartstore_api_calls_total{method=\"/smartstore.v1.Shoppers/Watch\",status=\"resource_exhausted\"}");

    // Raw HTTP/2, so that nothing between us and the socket reads ahead of what the flow-control window allows.
    private async Task<HttpResponseMessage> Open(string shopper, string device)
    {
        var message = new WatchShopperRequest { ShopperId = shopper, DeviceId = device }.ToByteArray();
        var client = new HttpClient(new SocketsHttpHandler { InitialHttp2StreamWindowSize = 64 * 1024 - 1 });
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop.Server.Grpc, "/smartstore.v1.Shoppers/Watch"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Eventually.Soon);
    }

    private static async Task<long> Reset(HttpResponseMessage response)
    {
        var broken = await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.CopyToAsync(Stream.Null, Eventually.Soon));
        return Assert.IsType<HttpProtocolException>(broken.InnerException).ErrorCode;
    }

    private static ListItem Item(int list, int item) => new() { Id = $"{list}-{item}", Name = $"something that stands on list {list} in line {item} and has a name of some length", Quantity = 1 };
}
