namespace SmartStore.Api.Streams;

/// <summary>Which devices of which shopper hold a stream: at most five; the same device again takes the place of its older stream.</summary>
internal sealed class Devices
{
    /// <summary>Streams one shopper may hold at a time.</summary>
    public const int StreamsMax = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Held>> _streams = new(StringComparer.Ordinal);

    /// <summary>Takes a place for a stream.</summary>
    /// <param name="shopper">Whose stream.</param>
    /// <param name="device">Which device; empty: an anonymous one, which replaces nothing.</param>
    /// <param name="superseded">Called once when a newer stream takes the place; must return quickly.</param>
    /// <returns>Null when all places are taken. Otherwise the place: dispose it to give it back.</returns>
    public Held? Enter(string shopper, string device, Action superseded)
    {
        Held? replaced = null;
        Held held;
        lock (_gate)
        {
            if (!_streams.TryGetValue(shopper, out var streams)) _streams[shopper] = streams = [];
            var same = device.Length == 0 ? -1 : streams.FindIndex(other => other.Device == device);
            if (same >= 0)
            {
                replaced = streams[same];
                streams.RemoveAt(same);
            }
            else if (streams.Count >= StreamsMax)
            {
                return null;
            }

            held = new Held(this, shopper, device, superseded);
            streams.Add(held);
        }

        replaced?.Superseded();
        return held;
    }

    private void Leave(Held held)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(held.Shopper, out var streams)) return;
            streams.Remove(held);
            if (streams.Count == 0) _streams.Remove(held.Shopper);
        }
    }

    /// <summary>A place that one stream holds.</summary>
    internal sealed class Held(Devices devices, string shopper, string device, Action superseded) : IDisposable
    {
        public string Shopper => shopper;

        public string Device => device;

        public Action Superseded => superseded;

        public void Dispose() => devices.Leave(this);
    }
}
