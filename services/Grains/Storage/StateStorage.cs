using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using SmartStore.Grains.Records;

namespace SmartStore.Grains.Storage;

/// <summary>What Orleans holds of a grain: the bytes of its record.</summary>
[GenerateSerializer, Alias("StoredRecord")]
public sealed class StoredRecord
{
    /// <summary>The serialized record; empty: the grain has none.</summary>
    [Id(0)] public byte[] Body { get; set; } = [];

    /// <summary>The wake time in the store; null: none.</summary>
    [Id(1)] public DateTimeOffset? WakeAt { get; set; }

    /// <summary>True when the next write moves the wake time to <see cref="WakeAt"/>.</summary>
    [NonSerialized] internal bool MovesWake;

    /// <summary>Rows for the next write.</summary>
    [NonSerialized] internal IReadOnlyList<JournalRow> Journal = [];
}

/// <summary>
/// Orleans' storage of grain state over an <see cref="IStateStore"/>. The ETag is the revision. It touches nothing of the grain, so that it need not go on
/// in the grain's scheduler after each wait.
/// </summary>
internal sealed partial class StateStorage(IStateStore store, RecordCounts counts, TimeProvider time, ILogger log) : IGrainStorage
{
    /// <summary>Name under which grains ask for it.</summary>
    public const string Name = "records";

    // A disk that fails is told once in this time, not once for each call.
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    private long _failures;
    private long _toldAt;

    /// <summary>The key of a grain's record: <c>shopper/anna</c>.</summary>
    public static string KeyOf(GrainId grain) => $"{grain.Type}/{grain.Key}";

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await Told(store.Read(KeyOf(grainId))).ConfigureAwait(false);
        grainState.State = Of<T>(row is null ? new StoredRecord() : new StoredRecord { Body = row.Body, WakeAt = row.WakeAt });
        grainState.RecordExists = row is not null;
        grainState.ETag = row is null ? null : Text(row.Revision);
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = (StoredRecord)(object)grainState.State!;
        var write = new RecordWrite(KeyOf(grainId), Revision(grainState.ETag), record.Body)
        {
            WakeAt = record.WakeAt,
            MovesWake = record.MovesWake,
            Journal = record.Journal,
        };
        grainState.ETag = Text(await Write(write, grainState.ETag).ConfigureAwait(false));
        grainState.RecordExists = true;
        (record.MovesWake, record.Journal) = (false, []);
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null) await Write(new RecordWrite(KeyOf(grainId), Revision(grainState.ETag), Body: null), grainState.ETag).ConfigureAwait(false);
        grainState.State = Of<T>(new StoredRecord());
        grainState.RecordExists = false;
        grainState.ETag = null;
    }

    // The message names no key: Orleans logs it as an error, and a key is a shopper's id.
    private async ValueTask<long> Write(RecordWrite write, string? etag)
    {
        try
        {
            return await Told(store.Write(write)).ConfigureAwait(false);
        }
        catch (StoreConflictException error)
        {
            counts.Conflict(write.Key[..write.Key.IndexOf('/', StringComparison.Ordinal)]);
            throw new InconsistentStateException("Another activation wrote this grain's record.", "", etag, error);
        }
    }

    private async ValueTask<TAnswer> Told<TAnswer>(ValueTask<TAnswer> answer)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception error) when (error is not StoreConflictException)
        {
            var failures = Interlocked.Increment(ref _failures);
            var (now, toldAt) = (time.GetTimestamp(), Volatile.Read(ref _toldAt));
            if ((toldAt == 0 || time.GetElapsedTime(toldAt, now) >= TellEvery) && Interlocked.CompareExchange(ref _toldAt, now, toldAt) == toldAt) LogFailed(failures, error.Message);
            throw;
        }
    }

    private static T Of<T>(StoredRecord record) =>
        record is T state ? state : throw new NotSupportedException($"Grains keep a {nameof(StoredRecord)} here, not a {typeof(T).Name}.");

    /// <summary>The revision of an ETag; 0: there is no record.</summary>
    internal static long Revision(string? etag) => etag is null ? 0 : long.Parse(etag, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store fails ({Failures} times since the start): {Error}")]
    private partial void LogFailed(long failures, string error);
}
