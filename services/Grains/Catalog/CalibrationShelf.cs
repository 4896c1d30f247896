using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones.Learning;
using SmartStore.Grains.Stored;

namespace SmartStore.Grains.Catalog;

/// <summary>The calibrations of every store: the present one and those before it. <see cref="StoreCatalog"/> is its one caller and lets one change in at a time.</summary>
internal sealed partial class CalibrationShelf(IDocumentStore documents, ILogger<CalibrationShelf> log)
{
    /// <summary>Versions kept of one store, the present one among them; the oldest goes.</summary>
    public const int VersionsMax = 3;

    private const string Kind = "calibration";

    // What the versions were worth, in a document of its own: the contract's has no place for it, and an older program reads a calibration only as it knows it.
    private const string TrialKind = "calibration-trials";

    private readonly ConcurrentDictionary<string, Proto.KeptCalibrations> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredTrials> _trials = new(StringComparer.Ordinal);
    private long _followed;
    private long _followedTrials;

    /// <summary>Takes over what changed since the last time.</summary>
    /// <returns>The stores whose calibrations changed.</returns>
    public async Task<HashSet<string>> Follow(CancellationToken cancel)
    {
        var stores = new HashSet<string>(StringComparer.Ordinal);
        foreach (var changed in await documents.Documents(TrialKind, _followedTrials, cancel))
        {
            _followedTrials = changed.Version;
            if (changed.Body is { } body) _trials[changed.Id] = StoredTrials.Parser.ParseFrom(body);
        }
        foreach (var changed in await documents.Documents(Kind, _followed, cancel))
        {
            _followed = changed.Version;
            if (changed.Body is not { } body) continue;
            _kept[changed.Id] = Proto.KeptCalibrations.Parser.ParseFrom(body);
            stores.Add(changed.Id);
        }
        return stores;
    }

    /// <summary>The calibration to track a layout with; null: none, or none that fits. One that does not fit is logged and stays kept.</summary>
    public Calibration? For(StoreLayout layout)
    {
        var state = State(layout, out var calibration);
        if (state.Unfit.Length > 0) LogUnfit(state.Version, state.StoreId, state.Unfit);
        return calibration;
    }

    /// <summary>How a store's calibration stands.</summary>
    public Proto.StoreCalibration State(StoreLayout layout) => State(layout, out _);

    /// <summary>Puts a calibration on disk as the next version.</summary>
    /// <param name="layout">The layout it was checked against.</param>
    /// <param name="calibration">What it says; its version is given here.</param>
    /// <returns>False: it is the present one already.</returns>
    public async Task<bool> Put(StoreLayout layout, Calibration calibration)
    {
        var kept = _kept.GetValueOrDefault(layout.Id.Value)?.Clone() ?? new Proto.KeptCalibrations();
        var (places, learned) = (CalibrationFit.Places(layout, calibration), calibration with { Trial = null });
        if (kept.Kept.LastOrDefault() is { } present && present.Places == places && present.Json == CalibrationJson.Write(learned with { Version = present.Version })) return false;
        kept.LastVersion++;
        kept.Kept.Add(new Proto.KeptCalibration { Version = kept.LastVersion, Json = CalibrationJson.Write(learned with { Version = kept.LastVersion }), Places = places });
        if (kept.Kept.Count > VersionsMax) kept.Kept.RemoveAt(0);
        // First: that of a version which is not there says nothing to anybody.
        await KeepTrial(layout.Id.Value, kept, calibration.Trial);
        await Keep(layout.Id.Value, kept);
        return true;
    }

    private async Task KeepTrial(string store, Proto.KeptCalibrations kept, CalibrationTrial? trial)
    {
        var trials = _trials.GetValueOrDefault(store)?.Clone() ?? new StoredTrials();
        foreach (var gone in trials.Trials.Where(of => of.Version >= kept.LastVersion || kept.Kept.All(version => version.Version != of.Version)).ToList()) trials.Trials.Remove(gone);
        if (trial is not null) trials.Trials.Add(new StoredTrial { Version = kept.LastVersion, Json = CalibrationJson.Write(trial) });
        if (trials.Equals(_trials.GetValueOrDefault(store) ?? new StoredTrials())) return;
        await documents.PutDocument(TrialKind, store, trials.ToByteArray());
        _trials[store] = trials;
    }

    /// <summary>Takes the present version away; the one before it is present then.</summary>
    /// <returns>False: there is none.</returns>
    public async Task<bool> Revert(string store)
    {
        if (_kept.GetValueOrDefault(store)?.Clone() is not { Kept.Count: > 0 } kept) return false;
        kept.Kept.RemoveAt(kept.Kept.Count - 1);
        await Keep(store, kept);
        return true;
    }

    private async Task Keep(string store, Proto.KeptCalibrations kept)
    {
        await documents.PutDocument(Kind, store, kept.ToByteArray());
        _kept[store] = kept;
    }

    private Proto.StoreCalibration State(StoreLayout layout, out Calibration? calibration)
    {
        calibration = null;
        var state = new Proto.StoreCalibration { StoreId = layout.Id.Value };
        if (_kept.GetValueOrDefault(layout.Id.Value)?.Kept is not { Count: > 0 } kept) return state;
        var present = kept[^1];
        var unfit = CalibrationJson.Read(present.Json, out var read) ?? CalibrationFit.WhyNot(layout, read!, present.Places);
        (state.Version, state.Json, state.InForce, state.Unfit) = (present.Version, present.Json, unfit is null, unfit ?? "");
        state.Previous = kept.Count > 1 ? kept[^2].Version : 0;
        if (unfit is null) calibration = read;
        if (read is not null && Trial(state.StoreId, present.Version) is { } trial) state.Json = CalibrationJson.Write(read with { Trial = trial });
        return state;
    }

    private CalibrationTrial? Trial(string store, int version) =>
        _trials.GetValueOrDefault(store)?.Trials.FirstOrDefault(of => of.Version == version) is { } kept ? CalibrationJson.ReadTrial(kept.Json) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Calibration {Version} of store {StoreId} does not fit its layout ({Reason}); tracking with the default model.")]
    private partial void LogUnfit(int version, string storeId, string reason);
}
