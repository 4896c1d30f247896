using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SmartStore.Api.Identity;

/// <summary>What pages post beside the contract: a short JSON object, answered 204, or google.rpc.Status as calls are.</summary>
internal static class PagePost
{
    /// <summary>Reads what was posted, acts, and answers.</summary>
    /// <param name="form">How it is read; a member that is null is no object of it.</param>
    /// <param name="bytesMax">The longest that is read.</param>
    /// <param name="mayAsk">What is known before it is read.</param>
    public static async Task Answer<T>(HttpContext http, JsonTypeInfo<T> form, int bytesMax, bool mayAsk, Func<HttpContext, T, Task> act)
        where T : class
    {
        try
        {
            if (!mayAsk || !OwnPage.SendsJson(http.Request)) throw Refusal.NotYours();
            await act(http, await Read(http.Request, form, bytesMax));
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (WrongFieldsException e)
        {
            await StatusJson.Write(http, e.ToStatus(isInTrailers: false));
        }
        catch (RpcException e)
        {
            await StatusJson.Write(http, e);
        }
        catch (Exception e) when (CallErrors.StatusOf(e) is { } status)
        {
            await StatusJson.Write(http, new RpcException(status));
        }
    }

    private static async Task<T> Read<T>(Microsoft.AspNetCore.Http.HttpRequest request, JsonTypeInfo<T> form, int bytesMax)
        where T : class
    {
        if (request.ContentLength is not { } length || length > bytesMax) throw new RpcException(new Status(StatusCode.InvalidArgument, $"The request is longer than {bytesMax} bytes, or does not say how long it is."));
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, form, request.HttpContext.RequestAborted) ?? JsonSerializer.Deserialize("{}"u8, form)!;
        }
        catch (JsonException)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request cannot be read."));
        }
    }
}
