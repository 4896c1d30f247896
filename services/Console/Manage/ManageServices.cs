using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Pages.Manage.Calibrations;
using SmartStore.Pages.Manage.Cases;
using SmartStore.Pages.Manage.Devices;
using SmartStore.Pages.Manage.Figures;
using SmartStore.Pages.Manage.Imports;
using SmartStore.Pages.Manage.Layouts;
using SmartStore.Pages.Manage.Members;
using SmartStore.Pages.Manage.Stores;
using SmartStore.Pages.Manage.Why;

namespace SmartStore.Pages.Manage;

/// <summary>The contract as the caller of a request may call it.</summary>
/// <param name="http">The request for which a page is made.</param>
public delegate CallInvoker CallsOf(HttpContext http);

/// <summary>Whether a page of this server's own origin made a request. A page of another one could send a form with the browser's rights, and need not read the answer.</summary>
/// <param name="request">What the browser sent.</param>
public delegate bool FromOwnPage(Microsoft.AspNetCore.Http.HttpRequest request);

/// <summary>
/// The pages of who runs the shops: made on the server as plain HTML, so that forms work by themselves; a module makes live what is live. They call the contract in
/// the name of who asked for the page, and nothing else.
/// </summary>
public static class ManageServices
{
    /// <summary>Adds what makes the pages. Needs <see cref="PagesServices.AddPages"/>, a <see cref="CallsOf"/> and a <see cref="FromOwnPage"/>.</summary>
    public static IServiceCollection AddManage(this IServiceCollection services) => services.AddSingleton<PageMaker>();

    /// <summary>Serves the pages below <c>/manage</c>. Whoever maps them says who may have them.</summary>
    /// <returns>All of them, to give them a policy.</returns>
    public static IEndpointConventionBuilder MapManage(this WebApplication app)
    {
        var group = app.MapGroup("/manage");
        var pages = new ManageRoutes(group, app.Services.GetRequiredService<PageMaker>(), app.Services.GetRequiredService<CallsOf>(), app.Services.GetRequiredService<FromOwnPage>());
        StorePages.Map(pages);
        ImportPages.Map(pages);
        LayoutPages.Map(pages);
        DevicePages.Map(pages);
        MemberPages.Map(pages);
        WhyPages.Map(pages);
        CasePages.Map(pages);
        CalibrationPages.Map(pages);
        FigurePages.Map(pages);
        return group;
    }

    /// <summary>Says to a browser that it may not have a page: what <see cref="MapManage"/> needs with its policy.</summary>
    /// <param name="status">401: nobody is signed in; 403: somebody else.</param>
    public static Task Refuse(HttpContext http, int status) => http.RequestServices.GetRequiredService<PageMaker>().Write(http, Answer.Of<RefusedPage>(("Status", status)) with { Status = status });
}
