using SmartStore.Contracts.Import;

namespace SmartStore.Pages.Manage.Imports;

/// <summary>A document is sent, checked, and applied when nothing is wrong with it.</summary>
internal static class ImportPages
{
    public static void Map(ManageRoutes pages)
    {
        pages.Get("/import", _ => Task.FromResult(Answer.Of<ImportPage>()));
        pages.Post("/import", (int)ImportFile.BytesMax, Import);
    }

    private static async Task<Answer> Import(Asked asked, IFormCollection form)
    {
        if (form.Files["file"] is not { Length: > 0 } file) return Wrong([new Mistake("file", asked.Words.ChooseFile)]);
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, asked.Cancel);
        var shape = ImportFile.Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), file.FileName, out var document);
        try
        {
            // What is wrong with its shape is told together with what is wrong with what it says.
            var isDry = shape.Count > 0 || form["do"] != "apply";
            var reply = await asked.Operators.ImportAsync(new Proto.ImportRequest { Document = document, DryRun = isDry }, cancellationToken: asked.Cancel);
            return shape.Count > 0 ? Wrong(shape) : Answer.Of<ImportPage>(("Reply", reply), ("FileName", file.FileName));
        }
        catch (RpcException e) when (ManageRoutes.Mistakes(e, "document.") is { Count: > 0 } mistakes)
        {
            return Wrong([.. shape, .. mistakes.Where(mistake => !shape.Any(mistake.IsWithin))]);
        }
    }

    private static Answer Wrong(IReadOnlyList<Mistake> mistakes) => Answer.Of<ImportPage>(("Mistakes", mistakes)).WithStatusOf(mistakes);
}
