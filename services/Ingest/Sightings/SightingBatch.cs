namespace SmartStore.Ingest.Sightings;

/// <summary>
/// What one message said: sightings taken, entries refused, or the whole message refused. Made once a connection and filled again
/// and again; after warm-up filling it allocates nothing. Not for two threads at once.
/// </summary>
public sealed class SightingBatch
{
    /// <summary>Most sightings of one message. Canonical messages cannot hold more within 64 KiB; of binary formats the rest is refused.</summary>
    public const int AcceptedMax = 2048;

    /// <summary>Refusals kept with their paths; further ones are only counted.</summary>
    public const int RefusedKept = 16;

    private readonly Refusal[] _refused = new Refusal[RefusedKept];
    private Sighting[] _accepted = new Sighting[16];
    private string?[]? _receivers;
    private int _acceptedCount;

    /// <summary>Sightings taken, in the order of the message. Empty when the whole message was refused.</summary>
    public ReadOnlySpan<Sighting> Accepted => _accepted.AsSpan(0, _acceptedCount);

    /// <summary>The first <see cref="RefusedKept"/> entries that were refused.</summary>
    public ReadOnlySpan<Refusal> Refused => _refused.AsSpan(0, Math.Min(RefusedCount, RefusedKept));

    public int RefusedCount { get; private set; }

    /// <summary>Why the whole message was refused; <see cref="RefusalReason.None"/> when it was not.</summary>
    public Refusal Message { get; private set; }

    /// <summary>True when nothing of the message was taken because it is not what it should be.</summary>
    public bool IsRefused => Message.Reason != RefusalReason.None;

    /// <summary>Who heard the sighting when the message says so (some makers' gateways speak for others); null: whoever sent it.</summary>
    public string? ReceiverOf(int accepted) => _receivers?[accepted];

    public void Clear()
    {
        _acceptedCount = 0;
        RefusedCount = 0;
        Message = default;
        _receivers = null;
    }

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
        for (var i = 0; i < _acceptedCount; i++)
        {
            ref var known = ref _accepted[i];
            if (known.Mac != sighting.Mac || known.AtUnixMs != sighting.AtUnixMs || ReceiverOf(i) != receiver) continue;
            var addressOnly = sighting.Mac != Mac.None && (sighting.Key.Kind == BeaconKind.Mac || known.Key.Kind == BeaconKind.Mac);
            if (known.Key != sighting.Key && !addressOnly) continue;
            var key = known.Key.Kind == BeaconKind.Mac ? sighting.Key : known.Key;
            known = known with { Key = key, RssiDbm = Math.Max(known.RssiDbm, sighting.RssiDbm) };
            return;
        }
        Accept(sighting, receiver);
    }

    /// <summary>Takes a sighting of a binary format, or refuses its record when it names no transmitter or its power cannot be.</summary>
    internal void AcceptRecord(in Sighting sighting, string? receiver, string where, int index, bool strongestOnly = false)
    {
        if (sighting.Key.Kind == BeaconKind.None) Refuse(new Refusal(RefusalReason.NamesNobody, where, index));
        else if (sighting.RssiDbm is < Sighting.MinRssiDbm or > Sighting.MaxRssiDbm) Refuse(new Refusal(RefusalReason.RssiOutOfRange, where, index, ".rssi", sighting.RssiDbm));
        else if (strongestOnly) AcceptStrongest(sighting, receiver);
        else Accept(sighting, receiver);
    }

    public void Refuse(in Refusal refusal)
    {
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
