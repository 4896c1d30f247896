using Microsoft.Extensions.Time.Testing;
using SmartStore.Api.Staff;
using SmartStore.Core;
using SmartStore.Core.Sightings;

namespace SmartStore.Api.Tests.Staff;

/// <summary>A shop with a receiver in produce and one in bakery, as its presence grain shows it.</summary>
internal sealed class ShownShop : IPresenceGrain
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
    private readonly List<ReceiverPicture> _receivers = [Works("a1", "produce"), Works("a2", "bakery")];
    private int _inProduce;
    private int _made;
    private TaskCompletionSource<StorePicture?>? _stuck;
    private StorePicture? _old;

    public ShownShop() => Watched = new WatchedStore(this, "s1", Time);

    public FakeTimeProvider Time { get; } = new();

    /// <summary>The shop as screens of this process see it.</summary>
    public WatchedStore Watched { get; }

    public StorePicture Now => new(
        Morning.AddMilliseconds(_made++), _inProduce, 0, [new ZonePicture(new ZoneId("produce"), _inProduce, _receivers[0].IsOnline), new ZonePicture(new ZoneId("bakery"), 0, _receivers[1].IsOnline)], [.. _receivers]);

    public Task EnterProduce(int shoppers)
    {
        _inProduce = shoppers;
        return Watched.Look();
    }

    public Task Becomes(ReceiverPicture receiver)
    {
        _receivers[receiver.Anchor == "a1" ? 0 : 1] = receiver;
        return Watched.Look();
    }

    /// <summary>Its presence grain does not answer any more, until it <see cref="Recovers"/>.</summary>
    public void GetsStuck() => _stuck = new TaskCompletionSource<StorePicture?>();

    /// <summary>Its presence grain answers with the same picture, because nobody makes a new one, until it <see cref="Recovers"/>.</summary>
    public void GetsOld() => _old = Now;

    public void Recovers()
    {
        _stuck?.TrySetException(new TimeoutException());
        (_stuck, _old) = (null, null);
    }

    public static ReceiverPicture Works(string anchor, string zone) => new(anchor, zone, IsOnline: true, SaidOffline: false, Morning, default);

    /// <summary>An update as a line.</summary>
    public static string Line(Proto.StoreUpdate update) => update.WhatCase switch
    {
        Proto.StoreUpdate.WhatOneofCase.Occupancy =>
            $"in {update.Occupancy.InStore}: {string.Join(", ", update.Occupancy.Zones.Select(zone => $"{zone.ZoneId} {(zone.Known ? zone.Shoppers : "?")}"))}, unknown {update.Occupancy.ZoneUnknown}",
        Proto.StoreUpdate.WhatOneofCase.ReceiverStatus => $"{update.ReceiverStatus.AnchorId} {(update.ReceiverStatus.Online ? "online" : "offline")}: {update.ReceiverStatus.Text}",
        Proto.StoreUpdate.WhatOneofCase.VipArrived => $"{update.VipArrived.Name} arrived",
        _ => update.WhatCase.ToString(),
    };

    Task<StorePicture?> IPresenceGrain.Picture() => _stuck?.Task ?? Task.FromResult<StorePicture?>(_old ?? Now);

    public Task<IReadOnlyList<EvidenceLook>> Evidence(Core.ShopperId shopper) => throw new NotSupportedException();

    Task<ReceiversPicture?> IPresenceGrain.Receivers() => throw new NotSupportedException();

    Task IPresenceGrain.Feed(TrackerReport[] reports) => throw new NotSupportedException();

    Task IPresenceGrain.Find() => throw new NotSupportedException();

    Task IPresenceGrain.MoveTo(Orleans.Runtime.SiloAddress silo) => throw new NotSupportedException();

    Task<int> IPresenceGrain.Report(ShopperId shopper, Sighting[] sightings) => throw new NotSupportedException();

    Task ICopyTarget.Take(string source, long version, byte[] copy) => throw new NotSupportedException();
}
