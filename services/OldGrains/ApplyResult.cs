namespace SmartStore.Grains;

/// <summary>How <see cref="GrainHost.Apply"/> ended. In every case that is on disk, and the event will not be applied again.</summary>
public enum ApplyOutcome
{
    /// <summary>The grain took it, and what it decided is committed.</summary>
    Applied,

    /// <summary>The grain had taken an event of this id before. There is no reply: read what you need with <see cref="GrainHost.Read"/>.</summary>
    Duplicate,

    /// <summary>The grain's rules threw, or its stored state is damaged: the event is kept in quarantine with the reason.</summary>
    Quarantined,
}

/// <summary>The answer to one applied event.</summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Reply">What the grain replied in its turn; null when it did not, and for every other outcome than applied.</param>
public readonly record struct ApplyResult(ApplyOutcome Outcome, object? Reply);
