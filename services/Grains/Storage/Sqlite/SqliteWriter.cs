using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>
/// The one writer of a database, with group commit. An operation that finds it idle is committed at once; operations that arrive while a
/// transaction is in flight share the next one, at most <see cref="OperationsPerCommitMax"/> or <see cref="WorkPerCommitMax"/> of work.
/// An operation is answered when its transaction is on disk. The writer has a thread of its own, because SQLite blocks.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>Operations of one transaction.</summary>
    public const int OperationsPerCommitMax = 256;

    /// <summary>Operations that may wait. At the limit the next one is refused with <see cref="StoreBusyException"/>; nothing was done.</summary>
    public const int OperationsWaitingMax = 16_384;

    /// <summary>After this much work a transaction takes no further operation, so that the first one in it does not wait long.</summary>
    public static readonly TimeSpan WorkPerCommitMax = TimeSpan.FromMilliseconds(2);

    /// <summary>After so long without an operation there is time for what was put off, if it is much.</summary>
    public static readonly TimeSpan RestsAfter = TimeSpan.FromMilliseconds(5);

    /// <summary>After so long without an operation the writer is idle: there is time for all that was put off.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(1);

    private const string Begin = "BEGIN IMMEDIATE";
    private const string End = "COMMIT";

    private readonly SqliteSession _session;
    private readonly SqliteCheckpointer _checkpointer;
    private readonly string _file;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _arrived = new(initialState: false);
    private readonly Queue<Operation> _waiting = new();
    private readonly List<Operation> _batch = new(OperationsPerCommitMax);
    private long _commits;
    private bool _stopping;
    private TaskCompletionSource? _cut;
    private readonly TaskCompletionSource _damaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreDamagedException? _damage;

    public SqliteWriter(SqliteSession session, SqliteCheckpointer checkpointer, string file)
    {
        (_session, _checkpointer, _file) = (session, checkpointer, file);
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        _thread.Start();
    }

    /// <summary>Transactions committed so far.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Fails with <see cref="StoreDamagedException"/> once the database is found to be damaged; else it never ends.</summary>
    public Task Damaged => _damaged.Task;

    /// <summary>Runs at the end of each transaction, before it is committed. Set before the first operation.</summary>
    public Action<SqliteSession>? BeforeCommit { get; set; }

    /// <summary>Gets how long the disk took to commit a transaction. Set before the first operation.</summary>
    public Action<TimeSpan>? AfterCommit { get; set; }

    /// <summary>Runs when a transaction was given up: what was to be written before its commit was not. Set before the first operation.</summary>
    public Action? AfterRollback { get; set; }

    /// <summary>
    /// Gives the next step of work that was put off, which has a transaction of its own while no operation waits; null: none now. It is asked with how long no operation has come:
    /// zero, <see cref="RestsAfter"/> or <see cref="IdleAfter"/>. Set before the first operation.
    /// </summary>
    public Func<TimeSpan, Action<SqliteSession>?>? PutOff { get; set; }

    /// <summary>
    /// Queues an operation; completes when it is on disk. Operations run one at a time, in the order of the calls.
    /// <paramref name="work"/> runs inside a transaction and may run twice, because an error of a neighbour rolls the first transaction back:
    /// it must change nothing but the database.
    /// </summary>
    /// <exception cref="StoreBusyException">Too many operations wait.</exception>
    /// <exception cref="StoreUnavailableException">Disk full, I/O error, or the writer was closed.</exception>
    /// <exception cref="StoreDamagedException">The database is damaged.</exception>
    public ValueTask<T> Write<T>(Func<SqliteSession, T> work)
    {
        var operation = new Operation<T>(work);
        lock (_gate)
        {
            if (_damage is not null) throw _damage;
            if (_stopping) throw new StoreUnavailableException($"The database {_file} is closed.");
            if (_waiting.Count >= OperationsWaitingMax) throw new StoreBusyException($"The database {_file} has {OperationsWaitingMax} operations waiting; this one was not taken.");
            _waiting.Enqueue(operation);
        }
        _arrived.Set();
        return new ValueTask<T>(operation.Task);
    }

    /// <summary>
    /// Moves what was committed into the database file, most of it while transactions go on, and cuts the log off between two of them: what was deleted is in neither then. Readers that stay in the way are
    /// waited for a moment; after that it is left to the next time.
    /// </summary>
    public async Task CutLog()
    {
        await _checkpointer.MoveAhead();
        TaskCompletionSource cut;
        lock (_gate)
        {
            if (_stopping) return;
            cut = _cut ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        _arrived.Set();
        await cut.Task;
    }

    /// <summary>Takes note of an error of a reader: damage ends the writing, too.</summary>
    public void Report(Exception error)
    {
        if (error is not StoreDamagedException fatal) return;
        lock (_gate) _damage ??= fatal;
        _damaged.TrySetException(fatal);
    }

    /// <summary>Finishes the waiting operations, or fails them when the database is damaged, then closes the connection.</summary>
    public void Dispose()
    {
        lock (_gate) _stopping = true;
        _arrived.Set();
        _thread.Join();
        _arrived.Dispose();
    }

    private void Run()
    {
        var rested = TimeSpan.Zero;
        while (true)
        {
            if (Next() is { } first)
            {
                Commit(first);
                _checkpointer.Committed(_session.TakePagesWritten());
                rested = TimeSpan.Zero;
            }
            else if (Volatile.Read(ref _stopping))
            {
                break;
            }
            else if (PutOff?.Invoke(rested) is { } step)
            {
                // What cannot be done now may be done later.
                if (!Do(step)) _arrived.WaitOne(IdleAfter);
                _checkpointer.Committed(_session.TakePagesWritten());
            }
            else if (rested == IdleAfter || PutOff is null)
            {
                _arrived.WaitOne();
            }
            else
            {
                var next = rested < RestsAfter ? RestsAfter : IdleAfter;
                if (!_arrived.WaitOne(next - rested)) rested = next;
            }
            _checkpointer.Finish(_session);
            if (TakeCut() is { } cut)
            {
                _checkpointer.Cut(_session);
                cut.SetResult();
            }
        }
        // Closing moves everything, too.
        TakeCut()?.SetResult();
        _session.Dispose();
        _checkpointer.Dispose();
    }

    private TaskCompletionSource? TakeCut()
    {
        lock (_gate)
        {
            var cut = _cut;
            _cut = null;
            return cut;
        }
    }

    private Operation? Next()
    {
        lock (_gate) return _waiting.TryDequeue(out var operation) ? operation : null;
    }

    private void Commit(Operation first)
    {
        if (Volatile.Read(ref _damage) is { } damage)
        {
            first.Fail(damage);
            return;
        }
        _batch.Clear();
        try
        {
            _session.Use(Begin).Run();
            var started = Stopwatch.GetTimestamp();
            for (var next = first; next is not null; next = Next())
            {
                _batch.Add(next);
                next.Work(_session);
                if (_batch.Count == OperationsPerCommitMax || Stopwatch.GetElapsedTime(started) >= WorkPerCommitMax) break;
            }
            Close();
        }
        catch (Exception error)
        {
            Rollback();
            // One operation must not fail its neighbours: all of them run again, each in a transaction of its own.
            if (_batch.Count > 1 && !IsDamage(error)) foreach (var operation in _batch) CommitAlone(operation);
            else foreach (var operation in _batch.Count == 0 ? [first] : _batch) Fail(operation, error);
            return;
        }
        foreach (var operation in _batch) operation.Done();
    }

    private void CommitAlone(Operation operation)
    {
        if (Transaction(operation.Work) is { } error) Fail(operation, error);
        else operation.Done();
    }

    // Nobody waits for it: what is damaged, operations are told.
    private bool Do(Action<SqliteSession> step)
    {
        if (Volatile.Read(ref _damage) is not null) return false;
        var error = Transaction(step);
        if (error is SqliteException sqlite) Report(SqliteErrors.Translate(sqlite, _file));
        return error is null;
    }

    // Gives what went wrong, when nothing of it was committed.
    private Exception? Transaction(Action<SqliteSession> work)
    {
        try
        {
            _session.Use(Begin).Run();
            work(_session);
            Close();
            return null;
        }
        catch (Exception error)
        {
            Rollback();
            return error;
        }
    }

    private void Close()
    {
        BeforeCommit?.Invoke(_session);
        var began = Stopwatch.GetTimestamp();
        _session.Use(End).Run();
        Interlocked.Increment(ref _commits);
        AfterCommit?.Invoke(Stopwatch.GetElapsedTime(began));
    }

    private void Rollback()
    {
        AfterRollback?.Invoke();
        try
        {
            if (_session.InTransaction) _session.Use("ROLLBACK").Run();
        }
        catch (SqliteException)
        {
            // Nothing was committed either way; the next BEGIN reports what is wrong.
        }
    }

    private void Fail(Operation operation, Exception error)
    {
        if (error is not SqliteException sqlite)
        {
            operation.Fail(error);
            return;
        }
        var translated = SqliteErrors.Translate(sqlite, _file);
        Report(translated);
        operation.Fail(translated);
    }

    private static bool IsDamage(Exception error) => error is SqliteException sqlite && SqliteErrors.IsDamage(sqlite);

    private abstract class Operation
    {
        public abstract void Work(SqliteSession session);
        public abstract void Done();
        public abstract void Fail(Exception error);
    }

    private sealed class Operation<T>(Func<SqliteSession, T> work) : Operation
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _answer.Task;

        public override void Work(SqliteSession session) => _result = work(session);

        public override void Done() => _answer.SetResult(_result!);

        public override void Fail(Exception error) => _answer.SetException(error);
    }
}
