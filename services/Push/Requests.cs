using SmartStore.Core.Stores;
using SmartStore.Rpc;

namespace SmartStore.Push;

/// <summary>What every request has to be.</summary>
internal static class Requests
{
    /// <summary>Refuses a request with anything wrong in it.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT, naming what is wrong by its path; at most 20.</exception>
    public static void Require(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0) throw new RpcException(StatusCode.InvalidArgument, string.Join("; ", problems.Take(20)));
    }
}
