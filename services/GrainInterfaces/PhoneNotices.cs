using System.Threading.Channels;

namespace SmartStore.GrainInterfaces;

/// <summary>Something that a browser is to show although its page is closed.</summary>
/// <param name="Shopper">Whose.</param>
/// <param name="Title">What it says first.</param>
/// <param name="Text">The rest; may be empty.</param>
/// <param name="Tag">A later one with the same tag takes its place.</param>
/// <param name="Tab">Of the phone's page, on which more of it stands.</param>
/// <param name="ExpiresAt">From when it is worth nothing.</param>
public sealed record PhoneNotice(ShopperId Shopper, string Title, string Text, string Tag, string Tab, DateTimeOffset ExpiresAt);

/// <summary>
/// What grains of this process have for browsers, on its way to who sends it. In memory: a notice may be lost, what it tells of is among the shopper's updates. Nothing is
/// taken until somebody sends.
/// </summary>
public sealed class PhoneNotices
{
    /// <summary>Notices that wait; one more is dropped.</summary>
    public const int WaitingMax = 1_000;

    private readonly Channel<PhoneNotice> _waiting = Channel.CreateBounded<PhoneNotice>(new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Whether notices are sent here.</summary>
    public bool IsOn { get; set; }

    /// <summary>Notices to send, as they come.</summary>
    public ChannelReader<PhoneNotice> Waiting => _waiting.Reader;

    /// <summary>Hands a notice over; returns at once.</summary>
    /// <returns>False: nobody sends here, or too many wait.</returns>
    public bool Tell(PhoneNotice notice) => IsOn && _waiting.Writer.TryWrite(notice);
}
