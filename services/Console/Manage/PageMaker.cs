using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using SmartStore.Contracts.Import;
using SmartStore.Pages.Manage.Lists;

namespace SmartStore.Pages.Manage;

/// <summary>What a page answers: a component with its parameters, or another address.</summary>
/// <param name="Page">The component; null: go to <see cref="To"/>.</param>
internal sealed record Answer(Type? Page, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>HTTP status of the page.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>A list as a file, text/csv; null: a page.</summary>
    public byte[]? File { get; init; }

    /// <summary>Where a browser goes on after something was done, so that to load the page again does nothing again.</summary>
    public string To { get; init; } = "";

    public static Answer Of<TPage>(params (string Name, object? Value)[] parameters)
        where TPage : ManageComponent => new(typeof(TPage), parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal));

    /// <summary>The same page as the answer to a form with mistakes; null: there is no form that it answers, or none is wrong.</summary>
    public Answer WithStatusOf(IReadOnlyList<Mistake>? mistakes) => mistakes is null ? this : this with { Status = StatusCodes.Status422UnprocessableEntity };

    /// <summary>The list as a file where that is asked for, else the page that shows it.</summary>
    public Answer OrFileOf<TRow>(params ReadOnlySpan<Listed<TRow>> lists)
    {
        foreach (var list in lists)
            if (list.IsFile)
                return this with { File = list.ToFile() };
        return this;
    }

    public static Answer GoTo(string address) => new(null, new Dictionary<string, object?>(StringComparer.Ordinal)) { To = address };
}

/// <summary>What every page knows: in which language it speaks, where its files lie.</summary>
internal sealed record View(Words Words, string Assets);

/// <summary>A part of a page. Whatever it shows as text is text: names come from outside, and Razor makes no markup of them.</summary>
public abstract class ManageComponent : ComponentBase
{
    [CascadingParameter]
    internal View View { get; set; } = null!;

    internal Words Words => View.Words;
}

/// <summary>Makes pages of components, without circuits: what is sent is all there is.</summary>
internal sealed class PageMaker(IServiceProvider services, ILoggerFactory logs, PageFiles files)
{
    // Forms go to the page's own server; otherwise as of every page.
    private static readonly string Policy = PageFile.Policy.Replace("form-action 'none'", "form-action 'self'", StringComparison.Ordinal);

    public async Task Write(HttpContext http, Answer answer)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        if (answer.Page is null)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            headers.Location = answer.To;
            return;
        }

        if (answer.File is { } file)
        {
            http.Response.ContentType = "text/csv; charset=utf-8";
            headers.ContentDisposition = "attachment";
            http.Response.ContentLength = file.Length;
            if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(file, http.RequestAborted);
            return;
        }

        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Vary = HeaderNames.AcceptEncoding;
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "text/html; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(await Html(answer, new View(Words.Of(http), files.Root)));
        if (PageFile.Takes(http, "br"))
        {
            headers.ContentEncoding = "br";
            bytes = PageFile.Compressed(bytes, static to => new BrotliStream(to, CompressionLevel.Fastest));
        }
        else if (PageFile.Takes(http, "gzip"))
        {
            headers.ContentEncoding = "gzip";
            bytes = PageFile.Compressed(bytes, static to => new GZipStream(to, CompressionLevel.Fastest));
        }

        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private async Task<string> Html(Answer answer, View view)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Whole.View)] = view, [nameof(Whole.Page)] = answer.Page, [nameof(Whole.Parameters)] = answer.Parameters };
            return (await renderer.RenderComponentAsync<Whole>(ParameterView.FromDictionary(parameters))).ToHtmlString();
        });
    }
}
