using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Streams;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>
/// One phone's updates: the durable ones of its grain in order, and between them what changed in the lists, once a second at most. Those are not
/// stored and have no place of their own: they carry the place of the last durable one, so that resuming there misses nothing. See docs/decisions/0038.
/// </summary>
/// <param name="stream">Follows the shopper's grain. A stream that resumes is told the whole list once, after what it missed.</param>
/// <param name="look">How the shopper stands now.</param>
internal sealed class PhoneUpdates(GrainStream stream, Func<Task<ShopperView>> look, TimeProvider time)
{
    /// <summary>Changes of the list that come faster are told together.</summary>
    public static readonly TimeSpan ListEvery = TimeSpan.FromSeconds(1);

    // A list that was never changed is known to everybody.
    private const long NeverChanged = 1;

    private readonly Queue<Proto.ShopperUpdate> _news = new();
    private KnownList _own = new(NeverChanged, []);
    private KnownList? _shared; // null: none is shared
    private IReadOnlyList<ShownScreen> _screens = [];
    private long _heard = NeverChanged;
    private long? _lookedAt;
    private long _place = stream.After;

    /// <summary>The phone asks for the list by itself: it is told of later changes only.</summary>
    public async Task TakeListAsKnown()
    {
        if (stream.Live <= NeverChanged) return;
        _heard = stream.Live;
        try
        {
            var view = await look();
            (_own, _shared) = (OwnOf(view.Shopper), SharedOf(view.Shopper));
            // No call asks for the screens.
            TellScreens(view.Screens);
        }
        catch (Exception error) when (GrainCalls.IsPassing(error))
        {
            // It is told the whole list instead, and the screens.
            _heard = NeverChanged;
        }
    }

    /// <summary>The next update with its cursor. What the phone has missed comes first.</summary>
    /// <param name="within">How long it waits when there is none; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</param>
    /// <returns>Null: none came.</returns>
    public async ValueTask<Proto.ShopperUpdate?> Next(TimeSpan within, CancellationToken cancel)
    {
        var from = time.GetTimestamp();
        while (true)
        {
            var left = within == Timeout.InfiniteTimeSpan ? within : within - time.GetElapsedTime(from);
            if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan) return null;
            var (live, rest) = (stream.Live, Rest());
            // Changes of the list wait here until their second is over; a durable update does not wait for them.
            var isTooSoon = live != _heard && rest > TimeSpan.Zero;
            var next = await stream.Next(isTooSoon && (left == Timeout.InfiniteTimeSpan || rest < left) ? rest : left, cancel, isTooSoon ? live : _heard);
            if (next is { } update)
            {
                _place = update.Sequence;
                var told = Proto.ShopperUpdate.Parser.ParseFrom(update.Body.Span);
                // The end of sharing is told in its place among the durable ones; so it is known by now.
                if (told.ListChanged is { Household: true }) _shared = null;
                return Placed(told);
            }
            if (_news.Count == 0 && stream.Live != _heard && Rest() <= TimeSpan.Zero) await Look();
            if (_news.TryDequeue(out var news)) return Placed(news);
        }
    }

    private async Task Look()
    {
        var heard = stream.Live;
        _lookedAt = time.GetTimestamp();
        ShopperView view;
        try
        {
            view = await look();
        }
        catch (Exception error) when (GrainCalls.IsPassing(error))
        {
            // The next second comes soon.
            return;
        }

        _heard = heard;
        var (own, shared) = (OwnOf(view.Shopper), SharedOf(view.Shopper));
        if (own.Version != _own.Version) Tell(Difference(_own.Items, own, isShared: false));
        if (shared?.Version != _shared?.Version) Tell(Difference(_shared?.Items ?? [], shared ?? new KnownList(view.Shopper.Home?.ListVersion ?? 0, []), isShared: true));
        (_own, _shared) = (own, shared);
        TellScreens(view.Screens);
    }

    private void Tell(Proto.ListChanged changed) => _news.Enqueue(new Proto.ShopperUpdate { At = time.GetUtcNow().ToTimestamp(), ListChanged = changed });

    private void TellScreens(IReadOnlyList<ShownScreen> now)
    {
        foreach (var screen in _screens.Where(known => now.All(open => open.Session != known.Session)).Concat(now.Where(open => !_screens.Contains(open))))
        {
            var isOpen = now.Contains(screen);
            _news.Enqueue(new Proto.ShopperUpdate { At = time.GetUtcNow().ToTimestamp(), Screen = new() { TerminalId = screen.Terminal, Open = isOpen, Until = isOpen ? screen.Until.ToTimestamp() : null } });
        }
        _screens = now;
    }

    private static KnownList OwnOf(Shopper shopper) => new(shopper.ListVersion, shopper.List);

    private static KnownList? SharedOf(Shopper shopper) => shopper.Home is { Standing: HomeStanding.Member } home ? new KnownList(home.ListVersion, home.Items) : null;

    private static Proto.ListChanged Difference(IReadOnlyList<ListItem> before, KnownList now, bool isShared)
    {
        var known = before.ToDictionary(item => item.Id, StringComparer.Ordinal);
        var changed = new Proto.ListChanged { Household = isShared, Version = now.Version, Items = { now.Items.Where(item => !known.Remove(item.Id, out var old) || old != item).Select(ContractForm.Of) } };
        // What is left is on the list no more.
        changed.Removed.AddRange(before.Where(item => known.ContainsKey(item.Id)).Select(item => item.Id));
        return changed;
    }

    // Until the list may be looked at again.
    private TimeSpan Rest() => _lookedAt is { } at ? ListEvery - time.GetElapsedTime(at) : TimeSpan.Zero;

    private Proto.ShopperUpdate Placed(Proto.ShopperUpdate update)
    {
        update.Cursor = stream.CursorAt(_place);
        return update;
    }

    private sealed record KnownList(long Version, IReadOnlyList<ListItem> Items);
}
