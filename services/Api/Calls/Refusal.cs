using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Status = Grpc.Core.Status;

namespace SmartStore.Api.Calls;

/// <summary>The refusals that several services share.</summary>
internal static class Refusal
{
    private const long LatestUnixS = 253_402_300_799;

    public static RpcException NoStore(string id) => new(new Status(StatusCode.NotFound, $"There is no store \"{id}\"."));
    public static RpcException NoShopper(string id) => new(new Status(StatusCode.NotFound, $"There is no shopper \"{id}\"."));
    public static RpcException NoTerminal(string id) => new(new Status(StatusCode.NotFound, $"There is no terminal \"{id}\" in this store."));
    public static RpcException NotYours() => new(new Status(StatusCode.PermissionDenied, "Your identity does not allow this."));
    public static RpcException NoIdentity() => new(new Status(StatusCode.Unauthenticated, "This call needs valid credentials: a bearer token, an API key or a client certificate."));

    /// <summary>There is no grain of this key, such as <c>shopper/anna</c>.</summary>
    public static RpcException NoGrain(string key) =>
        GrainKeys.TryParse(key, out var kind, out var id) && kind == GrainKeys.Shopper ? NoShopper(id) : NoStore(id);

    /// <summary>Refuses what cannot be an id. Call it before anything is looked up: what is no id is INVALID_ARGUMENT, not NOT_FOUND.</summary>
    /// <param name="ids">Path of each field, and what was sent in it.</param>
    public static void RequireIds(params ReadOnlySpan<(string Path, string Id)> ids)
    {
        List<Problem>? problems = null;
        foreach (var (path, id) in ids)
            if (OfId(path, id) is { } problem)
                (problems ??= []).Add(problem);
        if (problems is not null) throw new WrongFieldsException(problems);
    }

    /// <summary>What is wrong with an id; null: nothing.</summary>
    public static Problem? OfId(string path, string id) => Id.IsValid(id) ? null : new Problem(path, $"must be 1–{Id.MaxLength} characters of [A-Za-z0-9._:-]");

    /// <summary>What is wrong with an id that may be left out; null: nothing.</summary>
    public static Problem? OfIdOrNone(string path, string id) => id.Length == 0 ? null : OfId(path, id);

    /// <summary>What is wrong with a time; null: nothing.</summary>
    public static Problem? OfTime(string path, Timestamp at) =>
        at.Seconds is >= 0 and <= LatestUnixS && at.Nanos is >= 0 and <= 999_999_999 ? null : new Problem(path, "is not a time between 1970 and 9999");

    /// <summary>Refuses a request with everything that was found wrong in it; null: nothing.</summary>
    public static void RequireNone(params ReadOnlySpan<Problem?> found)
    {
        List<Problem>? problems = null;
        foreach (var problem in found)
            if (problem is { } wrong)
                (problems ??= []).Add(wrong);
        if (problems is not null) throw new WrongFieldsException(problems);
    }

    public static void Require(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0) throw new WrongFieldsException(problems);
    }

    public static WrongFieldsException Wrong(string path, string message) => new([new Problem(path, message)]);
}

/// <summary>Fields of a request are out of range. The caller gets INVALID_ARGUMENT and a <see cref="BadRequest"/> that names each of them.</summary>
internal sealed class WrongFieldsException(IReadOnlyList<Problem> problems) : Exception($"{problems.Count} fields of a request are wrong.")
{
    /// <summary>
    /// Bytes of details in a trailer. gRPC clients take 8 KiB of trailers by default, and base64 adds a third. JSON has no such limit and names
    /// every field.
    /// </summary>
    private const int TrailerBytesMax = 4 * 1024;

    /// <param name="isInTrailers">True for gRPC and gRPC-Web: what does not fit is counted instead of named.</param>
    public RpcException ToStatus(bool isInTrailers)
    {
        var details = new BadRequest();
        var left = isInTrailers ? TrailerBytesMax : int.MaxValue;
        foreach (var problem in problems)
        {
            left -= Encoding.UTF8.GetByteCount(problem.Path) + Encoding.UTF8.GetByteCount(problem.Message) + 8;
            if (left < 0 && details.FieldViolations.Count > 0) break;
            details.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = problem.Path, Description = problem.Message });
        }

        var more = problems.Count - details.FieldViolations.Count;
        if (more > 0) details.FieldViolations.Add(new BadRequest.Types.FieldViolation { Description = $"{more} more fields are wrong" });
        return new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = problems.Count == 1 ? $"{problems[0]}" : $"{problems[0]} ({problems.Count - 1} more in the details)",
            Details = { Any.Pack(details) },
        }.ToRpcException();
    }
}
