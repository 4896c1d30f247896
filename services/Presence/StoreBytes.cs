using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>A store's board as stored bytes and back.</summary>
internal static class StoreBytes
{
    /// <summary>Version that this process writes. It reads every older one.</summary>
    public const uint Version = 1;

    /// <returns>Empty for a board with nothing on it.</returns>
    public static byte[] Write(StoreBoard board) => board.IsEmpty ? [] : new StoreState
    {
        Version = Version,
        Vips = { board.Vips.Select(Of) },
        Waiting = { board.Waiting.Select(Of) },
        Answered = UnsafeByteOperations.UnsafeWrap(board.Answers.Packed),
    }.ToByteArray();

    /// <exception cref="InvalidDataException">No state of a store, or one that a newer version wrote.</exception>
    public static StoreBoard Read(StoreId id, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return StoreBoard.Empty(id);
        StoreState state;
        try
        {
            state = StoreState.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("The stored bytes are no state of a store.", e);
        }
        if (state.Version is 0 or > Version)
            throw new InvalidDataException($"The stored state of a store has version {state.Version}; this process reads 1 to {Version}.");
        return new StoreBoard
        {
            Id = id,
            Vips = [.. state.Vips.Select(v => new PresentVip(new ShopperId(v.ShopperId), v.Name, (Tier)v.Tier, new ZoneId(v.ZoneId), v.Reason, v.Confidence, StoredForm.Time(v.At)))],
            Waiting = [.. state.Waiting.Select(o => new WaitingOrder(new OrderId(o.OrderId), new ShopperId(o.ShopperId), o.Name, new ZoneId(o.ZoneId), StoredForm.Time(o.At)))],
            Answers = StoredForm.ToAnswers(state.Answered, state.Answers),
        };
    }

    private static StoredVip Of(PresentVip vip) => new()
    {
        ShopperId = vip.Shopper.Value,
        Name = vip.Name,
        Tier = (int)vip.Tier,
        ZoneId = vip.Zone.Value ?? "",
        Reason = vip.Reason,
        Confidence = vip.Confidence,
        At = StoredForm.Ms(vip.At),
    };

    private static StoredWaiting Of(WaitingOrder order) => new()
    {
        OrderId = order.Order.Value,
        ShopperId = order.Shopper.Value,
        Name = order.Name,
        ZoneId = order.Zone.Value ?? "",
        At = StoredForm.Ms(order.At),
    };
}
