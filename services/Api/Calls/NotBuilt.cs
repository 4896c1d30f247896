using System.Collections;
using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace SmartStore.Api.Calls;

/// <summary>
/// What the contract promises and no rule serves yet: fields, and methods that no service overrides. A call that needs one is refused with a
/// sentence that names it, so that no caller takes silence for consent.
/// </summary>
internal static class NotBuilt
{
    private static readonly FrozenDictionary<MessageDescriptor, string[]> Fields = new Dictionary<MessageDescriptor, string[]>
    {
        [Proto.OpenCaseRequest.Descriptor] = ["message_id", "answers"],
        [Proto.UpdateCaseRequest.Descriptor] = ["open.message_id", "open.answers", "settle.goodwill_points"],
    }.ToFrozenDictionary();

    /// <summary>The refusal of a method that no service overrides.</summary>
    public static RpcException Method(string method) => new(new Status(StatusCode.Unimplemented, $"The method {method.TrimStart('/')} is not built yet."));

    /// <summary>The refusal of a request that sets a field without a rule; null: it sets none.</summary>
    public static RpcException? Field(IMessage request) =>
        Fields.TryGetValue(request.Descriptor, out var paths) && paths.FirstOrDefault(path => IsSet(request, path)) is { } unbuilt
            ? new RpcException(new Status(StatusCode.Unimplemented, $"{unbuilt}: this field is not built yet; leave it out."))
            : null;

    // "a" is a field of the message, "a.b" a field of the message a or of any message in the list a.
    private static bool IsSet(IMessage message, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var value = message.Descriptor.FindFieldByName(dot < 0 ? path : path[..dot]).Accessor.GetValue(message);
        return (dot >= 0, value) switch
        {
            (true, IMessage inner) => IsSet(inner, path[(dot + 1)..]),
            (true, IEnumerable list) => list.Cast<IMessage>().Any(inner => IsSet(inner, path[(dot + 1)..])),
            (true, _) => false,
            (_, null or false or 0 or 0L or "") => false,
            (_, ICollection list) => list.Count > 0,
            _ => true,
        };
    }
}

/// <summary>The <c>Insights</c> service. No method of it is built yet.</summary>
internal sealed class InsightsService : Proto.Insights.InsightsBase;
