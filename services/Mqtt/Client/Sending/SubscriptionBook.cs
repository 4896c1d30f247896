using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Sending;

/// <summary>One SUBSCRIBE or UNSUBSCRIBE until it is answered.</summary>
internal sealed class PendingRequest(IReadOnlyList<ClientSubscription> subscriptions, bool isSubscribe)
{
    private readonly TaskCompletionSource<SubscribeResult> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ClientSubscription> Subscriptions { get; } = subscriptions;

    public bool IsSubscribe { get; } = isSubscribe;

    public Task<SubscribeResult> Answered => _answered.Task;

    public ushort PacketId { get; set; }

    public long SentAt { get; set; }

    public void Complete(IReadOnlyList<ReasonCode> codes) => _answered.TrySetResult(new SubscribeResult(codes));

    public void Complete(ReasonCode code) => Complete([.. Subscriptions.Select(_ => code)]);
}

/// <summary>What we want to be subscribed to, and the requests that are not answered. Lives across connections; used under the client's lock.</summary>
internal sealed class SubscriptionBook(PacketIds ids)
{
    // A server may limit the filters of one SUBSCRIBE; eight is what ours takes.
    private const int FiltersPerRequest = 8;

    private readonly Dictionary<string, ClientSubscription> _wanted = new(StringComparer.Ordinal);
    private readonly Queue<PendingRequest> _waiting = new();
    private readonly Dictionary<ushort, PendingRequest> _sent = [];

    public bool IsWanted(string filter) => _wanted.ContainsKey(filter);

    /// <summary>Cuts what was asked into requests: one subscription id each, at most eight filters.</summary>
    public static IReadOnlyList<PendingRequest> Split(IEnumerable<ClientSubscription> subscriptions, bool isSubscribe) =>
        [.. subscriptions.GroupBy(s => s.SubscriptionId).SelectMany(group => group.Chunk(FiltersPerRequest)).Select(chunk => new PendingRequest(chunk, isSubscribe))];

    public void Ask(PendingRequest request)
    {
        foreach (var subscription in request.Subscriptions)
        {
            if (request.IsSubscribe) _wanted[subscription.Filter] = subscription;
            else _wanted.Remove(subscription.Filter);
        }

        _waiting.Enqueue(request);
    }

    /// <summary>A new connection: what was not answered is asked again; without the session, all that is wanted.</summary>
    public void Begin(bool sessionPresent)
    {
        var unanswered = _sent.Values.OrderBy(request => request.SentAt).Concat(_waiting).ToArray();
        foreach (var id in _sent.Keys) ids.Free(id);
        _sent.Clear();
        _waiting.Clear();
        if (!sessionPresent)
        {
            var asked = unanswered.SelectMany(request => request.Subscriptions).Select(s => s.Filter).ToHashSet(StringComparer.Ordinal);
            foreach (var request in Split(_wanted.Values.Where(s => !asked.Contains(s.Filter)), isSubscribe: true)) _waiting.Enqueue(request);
        }

        foreach (var request in unanswered) _waiting.Enqueue(request);
    }

    /// <summary>The next request to send, with its packet id.</summary>
    public PendingRequest? Next(long now)
    {
        if (!_waiting.TryPeek(out var request)) return null;
        request.PacketId = ids.Take();
        if (request.PacketId == 0) return null;
        _waiting.Dequeue();
        request.SentAt = now;
        _sent.Add(request.PacketId, request);
        return request;
    }

    /// <summary>SUBACK or UNSUBACK came. False: it answers nothing that was asked, or not as many filters.</summary>
    public bool Answer(in SubackPacket answer, MqttVersion version)
    {
        if (!_sent.TryGetValue(answer.PacketId, out var request) || request.IsSubscribe != (answer.Type == PacketType.Suback)) return false;
        var codes = new ReasonCode[request.Subscriptions.Count];
        // A 3.1.1 UNSUBACK carries no codes.
        if (version == MqttVersion.V5 || request.IsSubscribe)
        {
            if (answer.Reasons.Length != codes.Length) return false;
            for (var i = 0; i < codes.Length; i++) codes[i] = (ReasonCode)answer.Reasons[i];
        }

        Close(request);
        request.Complete(codes);
        return true;
    }

    /// <summary>It cannot be sent to this server.</summary>
    public void Refuse(PendingRequest request, IReadOnlyList<ReasonCode> codes)
    {
        Close(request);
        request.Complete(codes);
    }

    /// <summary>The asker did not like the answer, or no longer waits: do not ask again on the next connection.</summary>
    public void Forget(string filter) => _wanted.Remove(filter);

    public long? OldestUnanswered() => _sent.Count == 0 ? null : _sent.Values.Min(request => request.SentAt);

    public void CompleteAll(ReasonCode code)
    {
        foreach (var request in _waiting.Concat(_sent.Values)) request.Complete(code);
        _waiting.Clear();
        _sent.Clear();
    }

    private void Close(PendingRequest request)
    {
        if (_sent.Remove(request.PacketId)) ids.Free(request.PacketId);
    }
}
