using SmartStore.Core;
using SmartStore.Presence.Tracking;

namespace SmartStore.Presence.Tests.Tracking;

/// <summary>Grains that answer what they were given, and keep what they were told.</summary>
internal sealed class ToldGrains : IShopperGrains
{
    private readonly Dictionary<string, TaskCompletionSource<ShopperPresence>> _answers = [];

    public List<string> Told { get; } = [];

    /// <summary>When each of those happened, as it was told.</summary>
    public List<DateTimeOffset> ToldAt { get; } = [];

    public bool Fails { get; set; }

    public void Answer(string shopper, ShopperPresence presence)
    {
        if (!_answers.TryGetValue(shopper, out var answer) || answer.Task.IsCompleted) _answers[shopper] = answer = new();
        answer.SetResult(presence);
    }

    /// <summary>The look that is under way finds that the grain cannot be asked.</summary>
    public void FailLook(string shopper) => _answers[shopper].SetException(new IOException("the disk is away"));

    public ValueTask<ShopperPresence> Look(ShopperId shopper)
    {
        if (!_answers.TryGetValue(shopper.Value, out var answer)) _answers[shopper.Value] = answer = new();
        return new(answer.Task);
    }

    public ValueTask ZoneObserved(ShopperId shopper, StoreId store, ZoneId zone, DateTimeOffset at, double confidence)
    {
        if (Fails) throw new IOException("the disk is away");
        Told.Add($"{shopper} in {store}/{zone}");
        ToldAt.Add(at);
        return default;
    }
}
