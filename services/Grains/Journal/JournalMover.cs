using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Grains.Journal;

/// <summary>
/// The role <c>insights</c>: moves journal rows from Redis, which is memory, to a file. First they are on disk there, together with how far they were moved, and only
/// then are they deleted in Redis: a process that is killed in between deletes them at its next start. Who is forgotten goes from the file, too.
/// </summary>
internal sealed partial class JournalMover : BackgroundService
{
    /// <summary>How often Redis is asked while little happens.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Rows of one partition in one step: the time of one script that deletes them, in which Redis does nothing else.</summary>
    public const int RowsPerPartition = 128;

    // Persons of one transaction.
    private const int PeoplePerStep = 1_000;

    // A failover may give a person an earlier time than the last one, as far as clocks differ.
    private const long LookBackMicroseconds = 60_000_000;

    private readonly RedisStateStore _store;
    private readonly string _folder;
    private readonly Pseudonyms _pseudonyms;
    private readonly JournalPlace _place;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Meter _meter;
    private readonly Counter<long> _moved;
    private readonly Counter<long> _forgotten;
    private readonly Counter<long> _dropped;
    private JournalFile? _file;
    private long _bytes;
    private bool _isPutOff;

    /// <param name="folder">Where the file lies.</param>
    public JournalMover(RedisStateStore store, string folder, Pseudonyms pseudonyms, TimeProvider time, ILogger<JournalMover> log)
    {
        (_store, _folder, _pseudonyms, _place, _time, _log) = (store, folder, pseudonyms, new JournalPlace(store), time, log);
        _meter = new Meter("SmartStore.Journal", version: null, tags: null, scope: this);
        _moved = _meter.CreateCounter<long>("smartstore_journal_moved", description: "Rows of the journal that were moved from Redis to the file");
        _forgotten = _meter.CreateCounter<long>("smartstore_journal_file_forgotten", description: "Rows that went from the file because their person was forgotten");
        _dropped = _meter.CreateCounter<long>("smartstore_journal_file_dropped", description: "Rows of the file that were given up, by why");
        _meter.CreateObservableGauge("smartstore_journal_file_bytes", () => Volatile.Read(ref _bytes), description: "Bytes of journal rows in the file");
    }

    /// <summary>The file, once this process has the work.</summary>
    public JournalFile File => _file ?? throw new InvalidOperationException("The journal's file is not open.");

    /// <inheritdoc/>
    /// <exception cref="StorageException">The file cannot be opened, or the journal is moved to another one.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Open(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Opens the file and takes the work over. Who was forgotten meanwhile is gone from it when this returns.</summary>
    public async Task Open(CancellationToken cancel)
    {
        await _pseudonyms.Load(cancel);
        _file = JournalFile.Open(_folder, _pseudonyms.KeyDigest);
        await _place.Take(_file.Id, _time.GetUtcNow(), cancel);
        await Forget();
    }

    /// <summary>Moves what there is, and keeps the file within its bounds.</summary>
    /// <exception cref="StorageException">Another process has the work now.</exception>
    /// <exception cref="StoreUnavailableException">Redis or the disk is away; what was moved is moved.</exception>
    public async Task Round(CancellationToken stopping)
    {
        for (var more = true; more && !stopping.IsCancellationRequested;)
        {
            if (!await _place.IsMine(stopping)) throw new StorageException("Another process moves the journal now, or 'smartstore store new-journal' took it from this one.");
            var parts = await _store.FirstJournalRows(RowsPerPartition);
            if (parts.Count > 0) _moved.Add(File.Add(parts));
            foreach (var part in parts) await _store.DeleteJournalRows(part);
            await Forget();
            more = parts.Any(part => part.Rows.Count == RowsPerPartition);
        }

        Trim(stopping);
        Volatile.Write(ref _bytes, File.Bytes);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _file?.Dispose();
        _meter.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await _time.Every(LookEvery, () => Look(stoppingToken), stoppingToken);

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            await Round(stopping);
            _isPutOff = false;
        }
        catch (Exception error) when (error is TryAgainException or StoreBusyException)
        {
            // Told once, until it works again: rows wait in Redis meanwhile.
            if (!_isPutOff) LogPutOff(error.Message);
            _isPutOff = true;
        }
    }

    // After each step: rows that were read before somebody was forgotten may have been taken over after it.
    private async Task Forget()
    {
        var (kept, after) = (RedisJournal.NumberOf(_time.GetUtcNow() - RedisStateStore.ForgottenKept), Math.Max(File.ForgottenAt - LookBackMicroseconds, 0));
        for (var more = true; more;)
        {
            var people = await _store.Forgotten(after, PeoplePerStep);
            _forgotten.Add(File.Forget(people, kept));
            more = people.Count == PeoplePerStep;
            if (more) after = people[^1].At;
        }
    }

    private void Trim(CancellationToken stopping)
    {
        for (var more = true; more && !stopping.IsCancellationRequested;)
        {
            var trimmed = File.Trim(_time.GetUtcNow() - JournalKeeper.Age, JournalKeeper.BytesMax);
            if (trimmed.TooOld > 0) _dropped.Add(trimmed.TooOld, new KeyValuePair<string, object?>("why", "age"));
            foreach (var (kind, rows) in trimmed.TooMuch) _dropped.Add(rows, new KeyValuePair<string, object?>("why", kind));
            more = trimmed.HasMore;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal is not moved at the moment; its rows wait in Redis: {Error}")]
    private partial void LogPutOff(string error);
}
