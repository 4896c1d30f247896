namespace SmartStore.Ingest.Sightings;

/// <summary>
/// What one message said: sightings taken, entries refused, or the whole message refused. Made once a connection and filled again
/// and again; after warm-up filling it allocates nothing. Not for two threads at once.
/// </summary>
public sealed class SightingBatch
{
    /// <summary>Most sightings of one message: as many as a maker's gateway can write into 1 MiB. The rest is refused.</summary>
    public const int AcceptedMax = 16_384;

    // A hall that was full once need not be kept for good by its connection.
    private const int KeptMax = 2048;

    /// <summary>Refusals kept with their paths; further ones are only counted.</summary>
    public const int RefusedKept = 16;

    private readonly Refusal[] _refused = new Refusal[RefusedKept];
    private Sighting[] _accepted = new Sighting[16];
    private string?[]? _receivers;
    private int _acceptedCount;
    private Dictionary<(ulong Mac, long AtUnixMs), int>? _lastOf;
    private int[] _sameBefore = [];

    /// <summary>Sightings taken, in the order of the message. Empty when the whole message was refused.</summary>
    public ReadOnlySpan<Sighting> Accepted => _accepted.AsSpan(0, _acceptedCount);

    /// <summary>The first <see cref="RefusedKept"/> entries that were refused.</summary>
    public ReadOnlySpan<Refusal> Refused => _refused.AsSpan(0, Math.Min(RefusedCount, RefusedKept));

    public int RefusedCount { get; private set; }

    /// <summary>Why the whole message was refused; <see cref="RefusalReason.None"/> when it was not.</summary>
    public Refusal Message { get; private set; }

    /// <summary>True when nothing of the message was taken because it is not what it should be.</summary>
    public bool IsRefused => Message.Reason != RefusalReason.None;

    /// <summary>What a maker's message says of the gateway itself.</summary>
    internal GatewayWord Word { get; private set; }

    /// <summary>Of which receiver <see cref="Word"/> is said; null: of whoever sent it.</summary>
    internal string? Who { get; private set; }

    /// <summary>The message comes from something that speaks for many receivers: a name in it is never another name of the sender.</summary>
    internal bool SpeaksForMany { get; set; }

    /// <summary>The message was no JSON as it came: see <see cref="JsonMessage.IsMended"/>.</summary>
    internal bool IsMended { get; set; }

    /// <summary>Entries were refused, and not one of them could even be read: they are not written as we know them.</summary>
    internal bool IsUnreadable { get; private set; }

    /// <summary>Who heard the sighting when the message says so (some makers' gateways speak for others); null: whoever sent it.</summary>
    public string? ReceiverOf(int accepted) => _receivers?[accepted];

    public void Clear()
    {
        _acceptedCount = 0;
        RefusedCount = 0;
        Message = default;
        _receivers = null;
        _lastOf?.Clear();
        (Word, Who, SpeaksForMany, IsMended, IsUnreadable) = (default, null, false, false, false);
        if (_accepted.Length > KeptMax) (_accepted, _sameBefore, _lastOf) = (new Sighting[16], [], null);
    }

    /// <summary>Says what the message says of a gateway.</summary>
    /// <param name="who">The receiver it names; null: whoever sent it.</param>
    internal void Say(GatewayWord word, string? who = null) => (Word, Who) = (word, who);

    /// <summary>Takes a sighting. Past <see cref="AcceptedMax"/> it is refused instead.</summary>
    public void Accept(in Sighting sighting, string? receiver = null)
    {
        if (_acceptedCount == AcceptedMax)
        {
            Refuse(new Refusal(RefusalReason.TooMany, "", Value: AcceptedMax));
            return;
        }
        if (_acceptedCount == _accepted.Length) Array.Resize(ref _accepted, _accepted.Length * 2);
        if (receiver is not null || _receivers is not null)
        {
            Array.Resize(ref _receivers, _accepted.Length);
            _receivers[_acceptedCount] = receiver;
        }
        _accepted[_acceptedCount++] = sighting;
    }

    /// <summary>
    /// Takes a sighting unless the same receiver already heard the same transmitter at the same time: then the stronger power stays, and an id says
    /// more than an address. For gateways that list one advert under several types.
    /// </summary>
    public void AcceptStrongest(in Sighting sighting, string? receiver = null)
    {
        _lastOf ??= [];
        var last = _lastOf.TryGetValue((sighting.Mac, sighting.AtUnixMs), out var found) ? found : -1;
        for (var i = last; i >= 0; i = _sameBefore[i])
        {
            ref var known = ref _accepted[i];
            if (ReceiverOf(i) != receiver) continue;
            var addressOnly = sighting.Mac != Mac.None && (sighting.Key.Kind == BeaconKind.Mac || known.Key.Kind == BeaconKind.Mac);
            if (known.Key != sighting.Key && !addressOnly) continue;
            var key = known.Key.Kind == BeaconKind.Mac ? sighting.Key : known.Key;
            known = known with { Key = key, RssiDbm = Stronger(known, sighting) };
            return;
        }
        Accept(sighting, receiver);
        if (_acceptedCount == AcceptedMax) return;
        if (_sameBefore.Length < _accepted.Length) Array.Resize(ref _sameBefore, _accepted.Length);
        _sameBefore[_acceptedCount - 1] = last;
        _lastOf[(sighting.Mac, sighting.AtUnixMs)] = _acceptedCount - 1;
    }

    private static short Stronger(in Sighting one, in Sighting other) =>
        !one.IsMeasured ? other.RssiDbm : !other.IsMeasured ? one.RssiDbm : Math.Max(one.RssiDbm, other.RssiDbm);

    /// <summary>Takes a sighting of a binary format, or refuses its record when it names no transmitter or its power cannot be.</summary>
    internal void AcceptRecord(in Sighting sighting, string? receiver, string where, int index, bool strongestOnly = false)
    {
        if (sighting.Key.Kind == BeaconKind.None) Refuse(new Refusal(RefusalReason.NamesNobody, where, index));
        else if (!Sighting.TryJudgeRssi(sighting.RssiDbm, out var rssiDbm)) Refuse(new Refusal(RefusalReason.RssiOutOfRange, where, index, ".rssi", sighting.RssiDbm));
        else if (strongestOnly) AcceptStrongest(sighting with { RssiDbm = rssiDbm }, receiver);
        else Accept(sighting with { RssiDbm = rssiDbm }, receiver);
    }

    public void Refuse(in Refusal refusal)
    {
        // What was read and cannot be is another thing than what could not be read.
        var isRead = refusal.Reason is RefusalReason.RssiOutOfRange or RefusalReason.TimeOutOfRange or RefusalReason.NamesNobody or RefusalReason.TooMany;
        IsUnreadable = !isRead && (RefusedCount == 0 || IsUnreadable);
        if (RefusedCount < RefusedKept) _refused[RefusedCount] = refusal;
        RefusedCount++;
    }

    /// <summary>Refuses the whole message: what was taken or refused of it before is forgotten.</summary>
    public void RefuseMessage(in Refusal refusal)
    {
        Clear();
        Message = refusal;
    }
}

/// <summary>What a message of a maker's gateway says of the gateway itself, beside what it heard.</summary>
internal enum GatewayWord : byte
{
    /// <summary>Nothing was understood: no sign of life, and counted.</summary>
    NotUnderstood = 0,

    /// <summary>Understood, and it says nothing of whether the gateway hears: a setting, a command, a word about something else.</summary>
    Aside,

    /// <summary>It works, even if it hears nobody.</summary>
    Heartbeat,

    /// <summary>It says that it is there, as the status that its will takes back.</summary>
    Online,

    /// <summary>It, or its will, says that it is gone.</summary>
    Offline,
}
