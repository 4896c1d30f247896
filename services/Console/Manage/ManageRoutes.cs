using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using SmartStore.Contracts;
using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage;

/// <summary>One request for a page, with the contract's services in the name of its caller.</summary>
internal sealed class Asked(HttpContext http, CallInvoker calls)
{
    public HttpContext Http => http;

    public Proto.Stores.StoresClient Stores => field ??= new(calls);

    public Proto.Operators.OperatorsClient Operators => field ??= new(calls);

    public Proto.Calibrations.CalibrationsClient Calibrations => field ??= new(calls);

    /// <summary>In the language of the page.</summary>
    public Words Words => field ??= Words.Of(http);

    /// <summary>Ends when the browser has gone.</summary>
    public CancellationToken Cancel => http.RequestAborted;

    /// <summary>A part of the address.</summary>
    public string Path(string name) => http.Request.RouteValues[name] as string ?? "";

    /// <summary>A word of the query; empty: it is not there.</summary>
    public string Query(string name) => http.Request.Query[name].ToString();

    /// <summary>All stores, a line each.</summary>
    public async Task<IReadOnlyList<Proto.StoreLine>> AllStores() => (await Operators.ListStoresAsync(new Proto.ListStoresRequest(), cancellationToken: Cancel)).Stores;

    /// <summary>The layout of the store that the address names.</summary>
    public Task<Proto.Store> Store() => Store(Path("store"));

    public async Task<Proto.Store> Store(string id) => await Stores.GetStoreAsync(new Proto.GetStoreRequest { StoreId = id }, cancellationToken: Cancel);
}

/// <summary>Maps pages. What a call refuses becomes a page that says so; what a browser sends from elsewhere is refused before it is read.</summary>
internal sealed class ManageRoutes(IEndpointRouteBuilder group, PageMaker maker, CallsOf calls, FromOwnPage isFromOwnPage)
{
    /// <summary>Fields of the largest form: a layout of 4,096 anchors.</summary>
    private const int FieldsMax = 64 * 1024;

    public void Get(string path, Func<Asked, Task<Answer>> show) => group.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], http => Answered(http, show));

    /// <param name="bytesMax">Most bytes of what is sent.</param>
    public void Post(string path, int bytesMax, Func<Asked, IFormCollection, Task<Answer>> act) => group.MapPost(path, http => Answered(http, async asked =>
    {
        if (!isFromOwnPage(http.Request)) return Refused(StatusCodes.Status403Forbidden, "");
        if (!http.Request.HasFormContentType) return Refused(StatusCodes.Status415UnsupportedMediaType, "");
        try
        {
            // In memory: what is sent may hold names and PINs, which are not to lie in a temporary file.
            var form = new FormFeature(http.Request, new FormOptions { ValueCountLimit = FieldsMax, MultipartBodyLengthLimit = bytesMax, MemoryBufferThreshold = bytesMax, BufferBodyLengthLimit = bytesMax, ValueLengthLimit = bytesMax });
            return await act(asked, await form.ReadFormAsync(http.RequestAborted));
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            return Refused(e is BadHttpRequestException { StatusCode: var status } ? status : StatusCodes.Status400BadRequest, e.Message);
        }
    })).WithMetadata(new BodyLimit(bytesMax + (64 * 1024)));

    /// <summary>What is wrong with the fields of a request, by their paths; empty: it was refused for something else.</summary>
    /// <param name="within">What stands before the paths, and is none of the page's.</param>
    public static IReadOnlyList<Mistake> Mistakes(RpcException refusal, string within = "") => [.. (refusal.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations ?? [])
        .Select(wrong => new Mistake(wrong.Field.StartsWith(within, StringComparison.Ordinal) ? wrong.Field[within.Length..] : wrong.Field, wrong.Description))];

    private static Answer Refused(int status, string detail) => Answer.Of<RefusedPage>(("Status", status), ("Detail", detail)) with { Status = status };

    private async Task Answered(HttpContext http, Func<Asked, Task<Answer>> show)
    {
        Answer answer;
        try
        {
            answer = await show(new Asked(http, calls(http)));
        }
        catch (RpcException e)
        {
            answer = Refused(HttpStatuses.Of(e.StatusCode), e.Status.Detail);
        }

        await maker.Write(http, answer);
    }

    private sealed record BodyLimit(long BytesMax) : IRequestSizeLimitMetadata
    {
        long? IRequestSizeLimitMetadata.MaxRequestBodySize => BytesMax;
    }
}
