using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Api.Streams;

namespace SmartStore.Api.Tests.Streams;

/// <summary>A reader that stops reading: when it is put out, and when it is not.</summary>
public sealed class SlowReaderTests : IHttpResetFeature, IHttpRequestLifetimeFeature
{
    private readonly FakeTimeProvider _time = new();
    private readonly DefaultHttpContext _http = new();
    private readonly StuckWriter _writer = new();
    private readonly DateTimeOffset _from;
    private int? _reset;
    private bool _aborted;

    public SlowReaderTests()
    {
        _from = _time.GetUtcNow();
        _http.Features.Set<IHttpRequestLifetimeFeature>(this);
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted { get; set; }

    [Fact]
    public async Task After_ten_seconds_with_a_full_queue_the_stream_is_reset()
    {
        _http.Features.Set<IHttpResetFeature>(this);
        using var call = Call();
        call.IsFull = () => true;

        var end = await Assert.ThrowsAsync<RpcException>(() => Pass(call.Write(new Proto.ShopperUpdate())));

        Assert.Equal((StatusCode.ResourceExhausted, 0xb, false), (end.StatusCode, _reset, _aborted));
        Assert.True(_time.GetUtcNow() - _from >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task On_HTTP_1_the_connection_is_aborted()
    {
        using var call = Call();

        await Assert.ThrowsAsync<RpcException>(() => Pass(call.Write(new Proto.ShopperUpdate())));

        Assert.Equal((null, true), (_reset, _aborted));
    }

    [Fact]
    public async Task While_updates_fit_behind_the_blocked_one_the_reader_has_all_the_time_it_needs()
    {
        _http.Features.Set<IHttpResetFeature>(this);
        using var call = Call();
        call.IsFull = () => false;
        var write = call.Write(new Proto.ShopperUpdate()).AsTask();

        for (var i = 0; i < 300; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(write.IsCompleted);
        _writer.Read();
        await write;
        Assert.Null(_reset);
    }

    [Fact]
    public async Task A_stream_that_has_to_end_waits_ten_seconds_for_a_blocked_write()
    {
        _http.Features.Set<IHttpResetFeature>(this);
        using var call = Call();
        call.IsFull = () => false;
        var write = call.Write(new Proto.ShopperUpdate());

        call.End(StatusCode.Aborted, "This device opened a newer stream.");

        await Assert.ThrowsAsync<RpcException>(() => Pass(write));
        Assert.Equal(0xb, _reset);
    }

    [Fact]
    public async Task A_reader_that_reads_costs_no_wait()
    {
        _writer.Read();
        using var call = Call();

        var write = call.Write(new Proto.ShopperUpdate());

        Assert.True(write.IsCompletedSuccessfully);
        await write;
    }

    void IHttpResetFeature.Reset(int errorCode)
    {
        _reset = errorCode;
        _writer.Break();
    }

    void IHttpRequestLifetimeFeature.Abort()
    {
        _aborted = true;
        _writer.Break();
    }

    private StreamCall<Proto.ShopperUpdate> Call() => new(_writer, new EventsCall<Proto.ShopperUpdate>(_http, "/smartstore.v1.Shoppers/Watch", _ => "").Context, _time);

    private async Task Pass(ValueTask write)
    {
        var task = write.AsTask();
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(1));
        }

        await task;
    }

    // What a transport does whose peer does not read.
    private sealed class StuckWriter : IServerStreamWriter<Proto.ShopperUpdate>
    {
        private readonly TaskCompletionSource _read = new();

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(Proto.ShopperUpdate message) => _read.Task;

        public void Read() => _read.TrySetResult();

        public void Break() => _read.TrySetException(new IOException("The stream was reset."));
    }
}
