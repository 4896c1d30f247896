namespace SmartStore.Rpc;

/// <summary>How a call ended: the sixteen failures and OK that gRPC, gRPC-Web and Connect share (statuscodes.md).</summary>
public enum StatusCode
{
    /// <summary>It worked.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>Something failed that has no better name, such as an exception in a handler.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The time allowed ran out first.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>It is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not.</summary>
    PermissionDenied = 7,

    /// <summary>A limit or quota is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system's state forbids it; do not retry until the state changes.</summary>
    FailedPrecondition = 9,

    /// <summary>It lost against something concurrent; retry at a higher level.</summary>
    Aborted = 10,

    /// <summary>Past the valid range, such as a cursor that was trimmed.</summary>
    OutOfRange = 11,

    /// <summary>The method or an encoding is not supported.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the protocol is broken.</summary>
    Internal = 13,

    /// <summary>Not now; retry with a pause.</summary>
    Unavailable = 14,

    /// <summary>Data is lost for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
