using System.Buffers.Binary;

namespace SmartStore.Mqtt.Client.Receiving;

/// <summary>Requests that wait for an answer with their correlation data. Used under the client's lock.</summary>
internal sealed class ReplyWaiters
{
    /// <summary>Bytes of the correlation data we make.</summary>
    public const int CorrelationBytes = 16;

    private readonly Dictionary<(Int128 Correlation, string Topic), TaskCompletionSource<MqttMessage>> _waiting = [];

    public int Count => _waiting.Count;

    public Task<MqttMessage> Add(ReadOnlySpan<byte> correlation, string responseTopic)
    {
        var waiter = new TaskCompletionSource<MqttMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((BinaryPrimitives.ReadInt128LittleEndian(correlation), responseTopic), waiter);
        return waiter.Task;
    }

    public void Remove(ReadOnlySpan<byte> correlation, string responseTopic) => _waiting.Remove((BinaryPrimitives.ReadInt128LittleEndian(correlation), responseTopic));

    /// <summary>True: somebody waited for this message and has it now.</summary>
    public bool TryAnswer(MqttMessage message)
    {
        if (_waiting.Count == 0 || message.CorrelationData.Length != CorrelationBytes) return false;
        if (!_waiting.Remove((BinaryPrimitives.ReadInt128LittleEndian(message.CorrelationData.Span), message.Topic), out var waiter)) return false;
        waiter.TrySetResult(message);
        return true;
    }

    public void CancelAll()
    {
        foreach (var waiter in _waiting.Values) waiter.TrySetCanceled();
        _waiting.Clear();
    }
}
