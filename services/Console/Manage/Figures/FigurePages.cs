namespace SmartStore.Pages.Manage.Figures;

/// <summary>The figures of the process that answers, in words. They are those of <c>/metrics</c>, which the browser reads.</summary>
internal static class FigurePages
{
    public static void Map(ManageRoutes pages) => pages.Get("/figures", _ => Task.FromResult(Answer.Of<FiguresPage>()));
}
