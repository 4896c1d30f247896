using Google.Protobuf.WellKnownTypes;
using SmartStore.Core.Languages;
using SmartStore.Core.Stores;

namespace SmartStore.GrainInterfaces;

/// <summary>What a terminal of kind SIGN shows: a welcome in the language of most people around it, else of the store. Never a person, nothing of one.</summary>
public static class SignFrames
{
    /// <summary>The session of every sign: nobody's.</summary>
    public const string Session = "sign";

    /// <summary>How long a frame may be shown without a newer one.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromSeconds(60);

    /// <summary>How often a frame is shown again that says the same.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often to look whether the language changed.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Whether a frame is to go out: it says something else than the one before, or that one is soon too old.</summary>
    /// <param name="shown">Language of the one before; null or empty: there was none.</param>
    /// <param name="ago">How long ago that went out.</param>
    public static bool IsDue(Proto.TerminalScreen frame, string? shown, TimeSpan ago) => frame.Language != shown || ago >= RenewEvery;

    /// <param name="picture">Of the sign's store; null: there is none yet.</param>
    public static Proto.TerminalScreen Of(StoreBook book, Terminal sign, StorePicture? picture, DateTimeOffset now)
    {
        var zone = picture?.Zones.ToList().FindIndex(each => each.Zone == sign.Zone) ?? -1;
        var most = zone >= 0 && zone < picture!.Spoken.Count ? picture.Spoken[zone] : "";
        var language = most.Length > 0 ? most : Phrases.Find(book.Layout.Language) is null ? "en" : book.Layout.Language;
        return new Proto.TerminalScreen
        {
            Session = Session,
            Until = (now + Lives).ToTimestamp(),
            ForS = (int)Lives.TotalSeconds,
            Language = language,
            Text = Phrases.Of(language, book.Layout).Welcome(book.Layout.Name),
        };
    }
}
