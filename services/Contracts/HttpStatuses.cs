using Grpc.Core;

namespace SmartStore.Contracts;

/// <summary>The statuses of calls as HTTP knows them, as JSON transcoding writes them.</summary>
public static class HttpStatuses
{
    /// <summary>The HTTP status of an answer that ends so.</summary>
    public static int Of(StatusCode code) => code switch
    {
        StatusCode.OK => 200,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.Unauthenticated => 401,
        StatusCode.PermissionDenied => 403,
        StatusCode.NotFound => 404,
        StatusCode.Cancelled => 408,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.DeadlineExceeded => 504,
        _ => 500,
    };
}
