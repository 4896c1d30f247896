namespace SmartStore.Api.Tests;

/// <summary>Waits for what the server does in its own time, such as noticing that a caller left.</summary>
internal static class Eventually
{
    /// <summary>Calls until the call is not refused.</summary>
    public static Task Does(Func<Task> call) => Is(async () =>
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception e) when (e is RpcException or HttpRequestException)
        {
            return false;
        }
    });

    /// <summary>Asks until the answer is yes.</summary>
    public static Task Is(Func<bool> reached) => Is(() => Task.FromResult(reached()));

    /// <summary>Asks until the answer is yes.</summary>
    public static async Task Is(Func<Task<bool>> reached)
    {
        var late = ApiShop.Soon;
        while (!await reached()) await Task.Delay(10, late);
    }
}
