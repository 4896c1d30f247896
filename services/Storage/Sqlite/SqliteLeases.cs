using System.Security.Cryptography;
using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// Leases of a database that one process holds. Token and nonce are on disk, where the commit compares them; how long a lease lives is only in
/// memory, because none of them outlives the process.
/// </summary>
internal sealed class SqliteLeases(SqliteWriter writer, TimeProvider time, TimeSpan leaseFor)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, (string Nonce, long RenewedAt)> held = [];

    public async ValueTask<Lease?> Acquire(int partition)
    {
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (gate)
        {
            if (held.TryGetValue(partition, out var lease) && time.GetElapsedTime(lease.RenewedAt) < leaseFor) return null;
            held[partition] = (nonce, time.GetTimestamp());
        }
        try
        {
            var token = await writer.Write(session =>
            {
                using var row = session.Use("UPDATE partitions SET token = token + 1, nonce = ?2 WHERE partition = ?1 RETURNING token").Bind(1, partition).Bind(2, nonce);
                row.Step();
                return row.Int64(0);
            });
            return new Lease(partition, token, nonce);
        }
        catch
        {
            lock (gate) Forget(partition, nonce);
            throw;
        }
    }

    public bool Renew(Lease lease)
    {
        lock (gate)
        {
            if (!held.TryGetValue(lease.Partition, out var mine) || mine.Nonce != lease.Nonce) return false;
            held[lease.Partition] = (lease.Nonce, time.GetTimestamp());
            return true;
        }
    }

    public async ValueTask Release(Lease lease)
    {
        await writer.Write(session =>
        {
            session.Use("UPDATE partitions SET nonce = '' WHERE partition = ?1 AND token = ?2 AND nonce = ?3")
                .Bind(1, lease.Partition).Bind(2, lease.Token).Bind(3, lease.Nonce).Run();
            return true;
        });
        lock (gate) Forget(lease.Partition, lease.Nonce);
    }

    private void Forget(int partition, string nonce)
    {
        if (held.TryGetValue(partition, out var lease) && lease.Nonce == nonce) held.Remove(partition);
    }
}
