using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Server.Pipeline;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>What every call passes on its way.</summary>
public sealed class PipelineTests
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";

    [Fact]
    public async Task The_pipeline_is_metrics_log_admission_authentication_and_then_ours()
    {
        await using var server = await ProbeServer.StartAsync(new(), options => options.Interceptors.Add(new Recorder("mine", [])));

        Assert.Equal(["RpcMetrics", "CallLog", "Admission", "Authentication", "Recorder"], server.Services.GetRequiredService<RpcPipeline>().Interceptors.Select(i => i.GetType().Name));
    }

    [Fact]
    public async Task Steps_run_in_order_before_and_in_reverse_after_and_a_refusal_skips_the_rest()
    {
        var log = new ConcurrentQueue<string>();
        await using var server = await ProbeServer.StartAsync(new(), options =>
        {
            options.Interceptors.Add(new Recorder("a", log));
            options.Interceptors.Add(new Recorder("b", log) { Refuses = true });
            options.Interceptors.Add(new Recorder("c", log));
        });

        var call = await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame([]));
        await Gone(server);

        Assert.Equal((StatusCode.FailedPrecondition, "not today"), (call.Status, call.Message));
        Assert.Equal(["a before", "b before", "b after FailedPrecondition", "a after FailedPrecondition"], log);
    }

    [Fact]
    public async Task Calls_are_counted_by_method_protocol_and_status()
    {
        var counted = new ConcurrentQueue<string>();
        await using var server = await ProbeServer.StartAsync(new());
        var factory = server.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "rpc_calls" && instrument.Meter.Scope == factory) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counted.Enqueue($"{count} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.Start();

        await WireCall.SendAsync(server.Grpc, Unary, WireCall.Frame([]));
        await Gone(server);
        await WireCall.SendAsync(server.Http, Unary, "{}"u8.ToArray(), "application/json", new(1, 1));
        await Gone(server);
        await WireCall.SendAsync(server.Grpc, Unary, []);
        await Gone(server);

        Assert.Equal([$"1 {Unary} grpc ok", $"1 {Unary} connect ok", $"1 {Unary} grpc unimplemented"], counted);
    }

    /// <summary>After the answer has arrived the call still has to leave the pipeline.</summary>
    private static async Task Gone(ProbeServer server)
    {
        while (server.Server.ActiveCalls > 0) await Task.Yield();
    }

    private sealed class Recorder(string name, ConcurrentQueue<string> log) : IRpcInterceptor
    {
        public bool Refuses { get; init; }

        public ValueTask BeforeAsync(RpcContext context)
        {
            log.Enqueue($"{name} before");
            return Refuses ? throw new RpcException(StatusCode.FailedPrecondition, "not today") : ValueTask.CompletedTask;
        }

        public void After(RpcContext context, RpcStatus status) => log.Enqueue($"{name} after {status.Code}");
    }
}
