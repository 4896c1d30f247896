using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace SmartStore.Api.Calls;

/// <summary>
/// Maps a service in its forms. gRPC, gRPC-Web and JSON of a method share one path and are told apart by the request's content type; each
/// gets the method's policy and the limit of its form.
/// </summary>
internal static class CallForms
{
    private static readonly string[] Json = ["application/json"];

    private static readonly string[] Grpc =
    [
        "application/grpc", "application/grpc+proto", "application/grpc-web", "application/grpc-web+proto", "application/grpc-web-text", "application/grpc-web-text+proto",
    ];

    /// <exception cref="InvalidOperationException">A method has no rule in <see cref="Access"/>.</exception>
    public static void MapCalls<TService>(this IEndpointRouteBuilder app)
        where TService : class => app.MapGrpcService<TService>().Add(static endpoint => Give(endpoint, MethodOf(endpoint) is { } method
            ? Access.Find(method)?.Policy ?? throw new InvalidOperationException($"{method} has no rule: give it a row in Access.")
            : null));

    /// <summary>Maps a service that anybody may call, with the same forms and limits.</summary>
    public static void MapOpenCalls<TService>(this IEndpointRouteBuilder app)
        where TService : class => app.MapGrpcService<TService>().Add(static endpoint => Give(endpoint, policy: null));

    private static string? MethodOf(EndpointBuilder endpoint) => endpoint.Metadata.OfType<GrpcMethodMetadata>().SingleOrDefault()?.Method.FullName;

    private static void Give(EndpointBuilder endpoint, AuthorizationPolicy? policy)
    {
        // Without a method it is the endpoint that answers UNIMPLEMENTED to unknown methods in gRPC. Other forms get our page for unknown paths.
        var method = MethodOf(endpoint);
        endpoint.Metadata.Add(policy is null ? new AllowAnonymousAttribute() : policy);
        if (method is null) return;
        var isJson = endpoint.Metadata.OfType<GrpcJsonTranscodingMetadata>().Any();
        endpoint.Metadata.Add(new Accepts(isJson ? Json : Grpc));
        if (CallLimits.BodyBytesMax(method, isJson) is { } bytesMax) endpoint.Metadata.Add(new BodyLimit(bytesMax, isJson));
    }

    private sealed record Accepts(IReadOnlyList<string> ContentTypes) : IAcceptsMetadata
    {
        public Type? RequestType => null;

        public bool IsOptional => false;
    }
}

internal sealed record BodyLimit(long BytesMax, bool IsJson) : IRequestSizeLimitMetadata
{
    long? IRequestSizeLimitMetadata.MaxRequestBodySize => BytesMax;
}
