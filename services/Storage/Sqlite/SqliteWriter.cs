using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// The one writer of a database, with group commit: an operation that finds it idle is committed at once; what arrives while a transaction is in
/// flight shares the next one, at most <see cref="OperationsPerCommitMax"/> operations or <see cref="WorkPerCommitMax"/> of work. An operation
/// is answered when its transaction is on disk. It runs on a thread of its own, because SQLite blocks.
/// </summary>
public sealed class SqliteWriter : IDisposable
{
    /// <summary>Operations of one transaction.</summary>
    public const int OperationsPerCommitMax = 256;

    /// <summary>Operations that may wait. At the limit the next one is refused with <see cref="StoreUnavailableException"/>; nothing was done.</summary>
    public const int OperationsWaitingMax = 16_384;

    /// <summary>After this much work a transaction takes no further operation, so that the first one in it does not wait long.</summary>
    public static readonly TimeSpan WorkPerCommitMax = TimeSpan.FromMilliseconds(2);

    private readonly SqliteSession session;
    private readonly SqliteCheckpointer checkpointer;
    private readonly string file;
    private readonly Thread thread;
    private readonly Lock gate = new();
    private readonly AutoResetEvent arrived = new(initialState: false);
    private readonly Queue<Operation> waiting = new();
    private readonly List<Operation> batch = new(OperationsPerCommitMax);
    private long commits;
    private bool stopping;
    private StoreDamagedException? damage;

    internal SqliteWriter(SqliteSession session, SqliteCheckpointer checkpointer, string file)
    {
        this.session = session;
        this.checkpointer = checkpointer;
        this.file = file;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        thread.Start();
    }

    /// <summary>Transactions committed so far.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <summary>
    /// Queues an operation and completes when it is on disk. Operations run one at a time, in the order in which they were asked for.
    /// <paramref name="work"/> runs inside a transaction and may run twice (its first transaction can fall with a neighbour): it must change
    /// nothing but the database.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Disk full, I/O error, too many waiting, or the writer was closed: try again later.</exception>
    /// <exception cref="StoreDamagedException">The database is damaged.</exception>
    public ValueTask<T> Write<T>(Func<SqliteSession, T> work)
    {
        var operation = new Operation<T>(work);
        lock (gate)
        {
            if (damage is not null) throw damage;
            if (stopping) throw new StoreUnavailableException($"The database {file} is closed.");
            if (waiting.Count >= OperationsWaitingMax)
                throw new StoreUnavailableException($"The database {file} has {OperationsWaitingMax} operations waiting; this one was not taken.");
            waiting.Enqueue(operation);
        }
        arrived.Set();
        return new ValueTask<T>(operation.Task);
    }

    /// <summary>Finishes what waits, then closes the connection.</summary>
    public void Dispose()
    {
        lock (gate) stopping = true;
        arrived.Set();
        thread.Join();
        arrived.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            if (Next() is { } first)
            {
                Commit(first);
                checkpointer.Committed(session.TakePagesWritten());
            }
            else if (Volatile.Read(ref stopping))
            {
                break;
            }
            else
            {
                arrived.WaitOne();
            }
            checkpointer.Finish(session);
        }
        session.Dispose();
        checkpointer.Dispose();
    }

    private Operation? Next()
    {
        lock (gate) return waiting.TryDequeue(out var operation) ? operation : null;
    }

    private void Commit(Operation first)
    {
        batch.Clear();
        try
        {
            session.Use(Begin).Run();
            var started = Stopwatch.GetTimestamp();
            for (var next = first; next is not null; next = Next())
            {
                batch.Add(next);
                next.Work(session);
                if (batch.Count == OperationsPerCommitMax || Stopwatch.GetElapsedTime(started) >= WorkPerCommitMax) break;
            }
            session.Use(End).Run();
            Interlocked.Increment(ref commits);
        }
        catch (Exception error)
        {
            Rollback();
            // One operation must not take its neighbours down: all of them run again, each in a transaction of its own.
            if (batch.Count > 1 && !Damaged(error)) foreach (var operation in batch) CommitAlone(operation);
            else foreach (var operation in batch.Count == 0 ? [first] : batch) Fail(operation, error);
            return;
        }
        foreach (var operation in batch) operation.Done();
    }

    private void CommitAlone(Operation operation)
    {
        try
        {
            session.Use(Begin).Run();
            operation.Work(session);
            session.Use(End).Run();
            Interlocked.Increment(ref commits);
        }
        catch (Exception error)
        {
            Rollback();
            Fail(operation, error);
            return;
        }
        operation.Done();
    }

    private void Rollback()
    {
        try
        {
            if (session.InTransaction) session.Use("ROLLBACK").Run();
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
        var translated = SqliteErrors.Translate(sqlite, file);
        if (translated is StoreDamagedException fatal) lock (gate) damage ??= fatal;
        operation.Fail(translated);
    }

    private static bool Damaged(Exception error) => error is SqliteException sqlite && SqliteErrors.IsDamage(sqlite);

    private const string Begin = "BEGIN IMMEDIATE";
    private const string End = "COMMIT";

    private abstract class Operation
    {
        public abstract void Work(SqliteSession session);
        public abstract void Done();
        public abstract void Fail(Exception error);
    }

    private sealed class Operation<T>(Func<SqliteSession, T> work) : Operation
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Task => answer.Task;

        public override void Work(SqliteSession session) => result = work(session);

        public override void Done() => answer.SetResult(result!);

        public override void Fail(Exception error) => answer.SetException(error);
    }
}
