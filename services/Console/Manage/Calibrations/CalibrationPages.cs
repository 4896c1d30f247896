using System.Text;
using System.Text.Json;
using SmartStore.Contracts.Import;
using SmartStore.Core.Zones;

namespace SmartStore.Pages.Manage.Calibrations;

/// <summary>What labelled walks taught about a store's radio: the version in force, another one put, a step taken back.</summary>
internal static class CalibrationPages
{
    // As the call takes it: 4 Mi characters, of which each may be four bytes.
    private const int FormBytesMax = 16 * 1024 * 1024;

    public static void Map(ManageRoutes pages)
    {
        pages.Get("/stores/{store}/calibration", async asked => Show(asked, await KeptCalibration.Look(asked)));
        pages.Post("/stores/{store}/calibration", FormBytesMax, Put);
        pages.Post("/stores/{store}/calibration/revert", 16 * 1024, Revert);
        WalkReplayPages.Map(pages);
    }

    /// <param name="mistakes">What is wrong with what was sent; null: nothing was, or nothing is.</param>
    /// <param name="replayed">What came of a walk that was sent; null: none was.</param>
    public static Answer Show(Asked asked, KeptCalibration kept, IReadOnlyList<Mistake>? mistakes = null, Replayed? replayed = null) => Answer.Of<CalibrationPage>(
        ("State", kept.State), ("Layout", kept.Layout), ("Read", Learned.Of(kept.State.Json)), ("Trial", kept.Calibration?.Trial), ("Replayed", replayed), ("Mistakes", mistakes ?? []), ("Done", asked.Query("done"))).WithStatusOf(mistakes);

    private static async Task<Answer> Put(Asked asked, IFormCollection form)
    {
        if (form.Files["file"] is not { Length: > 0 } file) return Show(asked, await KeptCalibration.Look(asked), [new Mistake("json", asked.Words.ChooseFile)]);
        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        try
        {
            await asked.Calibrations.PutCalibrationAsync(new Proto.PutCalibrationRequest { StoreId = asked.Path("store"), Json = await reader.ReadToEndAsync(asked.Cancel) }, cancellationToken: asked.Cancel);
        }
        catch (RpcException e) when (ManageRoutes.Mistakes(e) is { Count: > 0 } mistakes)
        {
            return Show(asked, await KeptCalibration.Look(asked), mistakes);
        }

        return Answer.GoTo(Address(asked, "put"));
    }

    private static async Task<Answer> Revert(Asked asked, IFormCollection form)
    {
        await asked.Calibrations.RevertCalibrationAsync(new Proto.RevertCalibrationRequest { StoreId = asked.Path("store") }, cancellationToken: asked.Cancel);
        return Answer.GoTo(Address(asked, "reverted"));
    }

    private static string Address(Asked asked, string done) => $"/manage/stores/{Uri.EscapeDataString(asked.Path("store"))}/calibration?done={done}";
}

/// <summary>What a page shows of one store's calibration, as it stood when the page was asked for.</summary>
/// <param name="Calibration">Null: there is none, or one that this page cannot read.</param>
internal sealed record KeptCalibration(Proto.StoreCalibration State, Proto.Store Layout, Calibration? Calibration)
{
    /// <summary>Of the store in the address.</summary>
    public static async Task<KeptCalibration> Look(Asked asked)
    {
        var state = await asked.Calibrations.GetCalibrationAsync(new Proto.GetCalibrationRequest { StoreId = asked.Path("store") }, cancellationToken: asked.Cancel);
        return new KeptCalibration(state, await asked.Store(), CalibrationJson.Read(state.Json, out var read) is null ? read : null);
    }
}

/// <summary>What a calibration says, as a page shows it.</summary>
/// <param name="Offsets">How much stronger each anchor is heard than its peers, dB; the largest first.</param>
/// <param name="Places">How many typical spots each zone has.</param>
internal sealed record Learned(IReadOnlyList<(string Anchor, double OffsetDb)> Offsets, IReadOnlyList<(string Zone, int Count)> Places)
{
    /// <summary>Reads what the server keeps; null: there is none, or it is of a shape that this page does not know.</summary>
    public static Learned? Of(string json)
    {
        if (json.Length == 0) return null;
        try
        {
            using var read = JsonDocument.Parse(json);
            return new Learned(
                [.. read.RootElement.GetProperty("offsets").EnumerateArray().Select(one => (one.GetProperty("anchor").GetString() ?? "", one.GetProperty("offsetDb").GetDouble())).OrderByDescending(one => Math.Abs(one.Item2))],
                [.. read.RootElement.GetProperty("places").EnumerateArray().CountBy(one => one.GetProperty("zone").GetString() ?? "").Select(pair => (pair.Key, pair.Value))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
