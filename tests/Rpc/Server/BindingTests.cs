using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Testing;

namespace SmartStore.Rpc.Tests.Server;

/// <summary>A service that is bound wrongly does not start.</summary>
public sealed class BindingTests
{
    [Fact]
    public void A_method_without_a_handler_and_a_policy_does_not_start()
    {
        Assert.Equal(
            ["CacheableUnaryCall", "EmptyCall", "FullDuplexCall", "HalfDuplexCall", "StreamingInputCall", "StreamingOutputCall", "UnaryCall", "UnimplementedCall"],
            Mistakes(_ => { }).Select(m => m["grpc.testing.TestService.".Length..^": no handler and no policy is bound.".Length]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("grpc.testing.TestService.EmptyCall: no policy.")]
    [InlineData("grpc.testing.TestService has no method Emptycall.")]
    [InlineData("grpc.testing.TestService.StreamingOutputCall is server streaming, and is bound as unary.")]
    [InlineData("grpc.testing.TestService.UnaryCall takes grpc.testing.SimpleRequest, and is bound with grpc.testing.Empty.")]
    [InlineData("grpc.testing.TestService.UnaryCall returns grpc.testing.SimpleResponse, and is bound with grpc.testing.Empty.")]
    [InlineData("grpc.testing.TestService.CacheableUnaryCall is bound twice.")]
    public void Each_mistake_is_a_sentence(string sentence)
    {
        Assert.Contains(sentence, Mistakes(methods => methods
            .Unary<Empty, Empty>("EmptyCall", null!, Same)
            .Unary<Empty, Empty>("Emptycall", RpcPolicy.Anyone, Same)
            .Unary<Empty, Empty>("StreamingOutputCall", RpcPolicy.Anyone, Same)
            .Unary<Empty, Empty>("UnaryCall", RpcPolicy.Anyone, Same)
            .Unimplemented("CacheableUnaryCall", "Not here.")
            .Unimplemented("CacheableUnaryCall", "Not here.")));
    }

    [Fact]
    public async Task The_server_lists_every_method_with_its_policy()
    {
        await using var server = await ProbeServer.StartAsync(new() { Policy = RpcPolicy.Roles("staff", "support") });

        Assert.All(server.Server.Methods, method => Assert.NotEmpty(method.Policy.Text));
        Assert.Equal("roles staff, support", server.Server.Methods.Single(m => m.Path == "/grpc.testing.TestService/UnaryCall").Policy.Text);
        Assert.Equal(8, server.Server.Methods.Count());
    }

    [Fact]
    public async Task Two_services_of_one_name_do_not_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ProbeServer.StartAsync(new(), services: s => s.AddSingleton<IRpcService>(new ProbeService())));

        Assert.Contains("/grpc.testing.TestService/UnaryCall is served twice.", failure.Message, StringComparison.Ordinal);
    }

    private static ValueTask<Empty> Same(Empty request, RpcContext context) => ValueTask.FromResult(request);

    private static List<string> Mistakes(Action<RpcServiceBuilder> bind)
    {
        var mistakes = new List<string>();
        var builder = new RpcServiceBuilder(TestReflection.Descriptor.Services[0]);
        bind(builder);
        builder.Build(mistakes);
        return mistakes;
    }
}
