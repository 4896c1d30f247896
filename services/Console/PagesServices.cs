using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SmartStore.Pages;

/// <summary>
/// The pages for people: static files that call the public contract of their own origin and nothing else. Anybody may have the files, as anybody may have
/// an app; what they show is asked for with the calls' own policies.
/// </summary>
public static class PagesServices
{
    /// <summary>Adds the files, which are part of the assembly.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton(static _ => PageFiles.OfAssembly());

    /// <summary>Serves the pages on every HTTP port of the application. Map it where the calls are.</summary>
    public static WebApplication MapPages(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<PageFiles>();
        app.MapPage("/staff/{store}", files.Page("staff/index.html"));
        app.MapPage("/look", files.Page("look/index.html"));
        app.MapPage("/kiosk/{store}/{terminal}", files.Page("kiosk/index.html"));
        app.MapPage("/me", files.Page("phone/index.html"));
        app.MapPage("/me.webmanifest", files.Page("phone/me.webmanifest"));
        // A worker's address says for which pages it may answer; it names everything that the phone keeps.
        app.MapPage("/sw.js", files.Page("phone/sw.js", "phone/", "shared/", "vendor/", "look/"));
        app.Use((http, next) =>
        {
            if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasJsonContentType()) http.Response.Headers[PageFiles.Header] = files.Root;
            return next(http);
        });
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        // The address changes with every change of any file, so that a browser keeps what it has for ever.
        app.MapMethods($"{files.Root}/{{**name}}", methods, (HttpContext http, string name) => files.Find(name) is { } file ? file.Answer(http, isForEver: true) : NotFound(http)).AllowAnonymous();
        return app;
    }

    private static void MapPage(this IEndpointRouteBuilder app, string path, PageFile file) =>
        app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (HttpContext http) => file.Answer(http, isForEver: false)).AllowAnonymous();

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return http.Response.WriteAsync("There is no such file.\n");
    }
}
