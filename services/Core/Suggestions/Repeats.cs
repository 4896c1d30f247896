using SmartStore.Core.Shoppers;

namespace SmartStore.Core.Suggestions;

/// <summary>Whether a subject had its say already.</summary>
internal static class Repeats
{
    /// <summary>Why a subject stays silent; null: it may speak.</summary>
    public static Outcome? Why(Shopper shopper, Subject subject, DateTimeOffset now)
    {
        foreach (var quiet in shopper.Quiet)
            if (quiet.Subject == subject && quiet.Until > now)
                return Outcome.Quiet;
        foreach (var sent in shopper.Sent)
            if (sent.Subjects.Contains(subject) && (sent.Visit == shopper.Visit?.Id || sent.IsLive(now)))
                return Outcome.AlreadySent;
        return null;
    }
}
