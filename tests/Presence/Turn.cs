using SmartStore.Contracts.V1;
using SmartStore.Grains;

namespace SmartStore.Presence.Tests;

/// <summary>A turn that keeps what a grain left behind.</summary>
internal sealed class Turn(string causeId) : GrainTurn
{
    public List<(string Id, DateTimeOffset At, DateTimeOffset? ExpiresAt, ReadOnlyMemory<byte> Payload)> Pushed { get; } = [];

    public List<OutboxEntry> Emitted { get; } = [];

    public List<GrainEvent> Sent { get; } = [];

    public object? Replied { get; private set; }

    public bool IsUnchanged { get; private set; }

    public override string CauseId { get; } = causeId;

    public IEnumerable<ShopperUpdate> Phone => Pushed.Select(pushed => ShopperUpdate.Parser.ParseFrom(pushed.Payload.Span));

    public IEnumerable<StoreUpdate> Staff => Pushed.Select(pushed => StoreUpdate.Parser.ParseFrom(pushed.Payload.Span));

    public override void Push(string id, DateTimeOffset at, DateTimeOffset? expiresAt, ReadOnlyMemory<byte> payload) => Pushed.Add((id, at, expiresAt, payload));

    public override void Emit(OutboxEntry entry) => Emitted.Add(entry);

    public override void Send(GrainEvent fact) => Sent.Add(fact);

    public override void Reply(object reply) => Replied = reply;

    public override void Unchanged() => IsUnchanged = true;
}
