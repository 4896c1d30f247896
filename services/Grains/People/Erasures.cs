using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.People;

/// <summary>
/// Exports and erases persons by the declarations of all kinds. An erasure is begun by one commit of the shopper's grain, which says from then on that there is no such
/// shopper, and ends with the deletion of that record. What lies in between may be done twice: after a crash the record's wake time has it done again.
/// </summary>
internal sealed partial class Erasures(
    IServiceProvider services, IGrainFactory grains, GrainCalls calls, IStateStore store, Pseudonyms pseudonyms, IErasedList erased, Tombstones tombstones, TimeProvider time, ILogger<Erasures> log) : IPersonalData
{
    // The record goes when boards and trackers have heard of it. Should one of them not answer, the record's wake time sees to it.
    private const int EndTries = 3;

    // Declarations may need what needs this.
    private readonly Lazy<IKeepsPersonalData[]> _keepers = new(() => [.. services.GetServices<IDeclaresPersonalData>().OfType<IKeepsPersonalData>()]);

    /// <inheritdoc/>
    public async Task<PersonalExport> Export(ShopperId shopper, CancellationToken cancel)
    {
        var fact = new ExportAsked($"export/{Guid.CreateVersion7():N}", time.GetUtcNow());
        var grain = grains.GetGrain<IShopperGrain>(shopper.Value);
        var own = await calls.Send(() => grain.Export(fact), cancel);
        if (own.Shopper is null) return new PersonalExport(null, own.AgainAt > fact.At ? own.AgainAt : null);
        var export = new DataExport(shopper, fact.At);
        ShopperData.Add(export, own);
        foreach (var keeper in _keepers.Value) await keeper.Export(shopper, export, cancel);
        return new PersonalExport(export.ToJson(), own.AgainAt);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proto.Kept>?> Erase(ShopperId shopper, string request, CancellationToken cancel)
    {
        await pseudonyms.Load(cancel);
        var fact = new ErasureAsked($"erase/{Guid.CreateVersion7():N}", time.GetUtcNow(), request);
        var begun = await Begin(shopper, fact);
        return begun is null ? await tombstones.Find(pseudonyms.Of(shopper), request, cancel) : await Finish(shopper, begun);
    }

    /// <summary>True for who was erased lately.</summary>
    public async ValueTask<bool> WasErased(ShopperId shopper) => await tombstones.Has(pseudonyms.Of(shopper));

    /// <summary>Goes on with an erasure that was begun, beside whoever calls.</summary>
    public async void GoOn(ShopperId shopper, Erasing erasing)
    {
        try
        {
            await pseudonyms.Load(CancellationToken.None);
            await Finish(shopper, erasing);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The next wake time of the record tries again.
            LogPutOff(error);
        }
    }

    /// <summary>Erases everybody of a list whose record was made before the erasure: a backup that was restored knows nothing of the erasures after it.</summary>
    /// <returns>How many were there.</returns>
    /// <exception cref="TryAgainException">Something does not answer.</exception>
    public async Task<int> Replay(IReadOnlyList<Erasure> list, CancellationToken cancel)
    {
        await pseudonyms.Load(cancel);
        var last = list.GroupBy(erasure => erasure.Pseudonym, StringComparer.Ordinal).ToDictionary(erasures => erasures.Key, erasures => erasures.Max(erasure => erasure.At), StringComparer.Ordinal);
        var (count, living) = (0, new HashSet<string>(StringComparer.Ordinal));
        await foreach (var key in store.Keys(GrainKeys.Of(GrainKeys.Shopper, ""), cancel))
        {
            var shopper = new ShopperId(key[(GrainKeys.Shopper.Length + 1)..]);
            var whose = pseudonyms.Of(shopper);
            if (!last.TryGetValue(whose, out var at)) continue;
            var fact = new ErasureAsked($"replay/{whose}/{at.ToUnixTimeMilliseconds()}", time.GetUtcNow(), Request: "") { MadeBefore = at };
            if (await Begin(shopper, fact) is { } begun)
            {
                await Finish(shopper, begun);
                count++;
            }
            else living.Add(whose);
        }

        // The record may be gone in the backup, and rows still be there. Those of who came back are theirs.
        foreach (var whose in last.Keys.Where(whose => !living.Contains(whose))) await store.ForgetJournal(whose);
        return count;
    }

    private async Task<Erasing?> Begin(ShopperId shopper, ErasureAsked fact)
    {
        var grain = grains.GetGrain<IShopperGrain>(shopper.Value);
        // Once it began, it is finished whether the caller waits or not.
        return (await calls.Send(() => grain.Erase(fact), CancellationToken.None)).Erasing;
    }

    private async Task<IReadOnlyList<Proto.Kept>> Finish(ShopperId shopper, Erasing erasing)
    {
        var leaving = new Leaving(shopper, pseudonyms.Of(shopper), erasing.At, erasing.Orders) { Collects = erasing.Collects, Cases = erasing.Cases, Language = erasing.Language };
        // Before the record is gone: a backup without it has the erasure in its list.
        await erased.Add(new Erasure(leaving.Pseudonym, erasing.At));
        var kept = new List<Proto.Kept>();
        foreach (var turn in _keepers.Value.GroupBy(keeper => keeper.IsErasedFirst).OrderByDescending(keepers => keepers.Key))
            foreach (var its in await Task.WhenAll(turn.Select(keeper => calls.Send(() => keeper.Erase(leaving, CancellationToken.None)))))
                kept.AddRange(its);
        await tombstones.Put(leaving.Pseudonym, erasing, kept);
        var grain = grains.GetGrain<IShopperGrain>(shopper.Value);
        for (var tries = 0; tries < EndTries && !await calls.Send(grain.EndErasure); tries++)
        {
        }

        await store.Purge([]);
        return kept;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An erasure that was begun could not be finished; trying again.")]
    private partial void LogPutOff(Exception error);
}
