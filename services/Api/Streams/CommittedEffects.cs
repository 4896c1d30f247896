using SmartStore.Grains;
using SmartStore.Presence;
using SmartStore.Api.Terminals;

namespace SmartStore.Api.Streams;

/// <summary>Hands committed effects on: updates to the live streams, answers to the dispatcher.</summary>
internal sealed class CommittedEffects(StreamHub hub, AnswerDispatcher answers) : IEffectSink
{
    /// <inheritdoc/>
    public void Committed(IReadOnlyList<StoredOutboxEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var answered = false;
        foreach (var entry in entries)
        {
            if (entry.Entry.Channel == TapAnswers.Channel) answered = true;
            else hub.Offer(entry);
        }

        if (answered) answers.Wake();
    }
}
