namespace SmartStore.Pages.Manage.Cases;

/// <summary>The open cases of a store. They come and go while one looks, so the page follows the store's stream.</summary>
internal static class CasePages
{
    public static void Map(ManageRoutes pages) => pages.Get("/stores/{store}/cases", async asked => Answer.Of<CasesPage>(("Store", await asked.Store())));
}
