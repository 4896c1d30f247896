using Microsoft.Extensions.Logging;

namespace SmartStore.Host.Tags;

/// <summary>
/// Keeps the ids that shoppers' tags may send computed one rotation ahead, off the threads that read sightings: a rotation of a million tags takes
/// some tenths of a second, once in 2^K seconds.
/// </summary>
internal sealed partial class TagRotation(KnownTags known, TimeProvider time, ILogger<TagRotation> log)
{
    /// <summary>Computes the first ids, and says once what the operator should know of the file.</summary>
    public void Start()
    {
        Turn();
        if (known.File is not { } file) return;
        LogKnown(known.Tags.Count, file);
        if (known.OthersCanRead) LogOthersCanRead(file);
        if (known.Outdated > 0) LogOutdated(known.Outdated, file);
    }

    /// <summary>Computes the ids of the next rotation when the last is over; else nothing.</summary>
    public void Turn() => known.Tags.Rotate(time.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Information, Message = "Knows {Count} tags whose ids rotate, from {File}.")]
    private partial void LogKnown(int count, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Every user of this machine can read the tags' keys in {File}; take that right away with chmod o-r.")]
    private partial void LogOthersCanRead(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clocks of {Count} tags in {File} were read so long ago that they may not be recognised; read them anew.")]
    private partial void LogOutdated(int count, string file);
}
