namespace SmartStore.Mqtt.Sessions;

/// <summary>
/// Where sessions, queued messages and retained messages survive the process. The server keeps everything in memory as well:
/// it reads once, at start, and then only writes. An implementation without disk is <see cref="MemorySessionStore"/>.
/// </summary>
public interface ISessionStore
{
    /// <summary>Everything that was written and not taken back. Called once, before the first <see cref="Commit"/>.</summary>
    ValueTask<StoredSessions> Load(CancellationToken cancel = default);

    /// <summary>
    /// Writes all of it or nothing. Commits take effect in the order of the calls, also when the caller does not wait.
    /// Completes when the changes are on disk; throws when they may not be.
    /// </summary>
    ValueTask Commit(IReadOnlyList<SessionChange> changes);
}
