namespace SmartStore.Core.Pickup;

/// <summary>Where a tap came from and where its answer goes.</summary>
/// <param name="Terminal">Terminal id.</param>
/// <param name="TapId">Chosen by the terminal, unique for it; repeated when the terminal repeats the tap.</param>
/// <param name="ResponseTopic">MQTT 5 response topic, already checked to lie below the terminal's own prefix; empty: the terminal's answers topic.</param>
/// <param name="Correlation">MQTT 5 correlation data to send back; empty: none.</param>
public sealed record TapOrigin(StoreId Store, string Terminal, string TapId, string ResponseTopic, ReadOnlyMemory<byte> Correlation)
{
    /// <summary>What makes two taps the same one, whoever's pass it carries: store, terminal and the terminal's own id.</summary>
    public TapKey Key => new($"{Store.Value}/{Terminal}/{TapId}");
}

/// <summary>Identity of a tap: <c>store/terminal/tap id</c>.</summary>
public readonly record struct TapKey(string Value)
{
    /// <summary>The terminal's own id of the tap.</summary>
    public ReadOnlySpan<char> TapId => Value.AsSpan(Value.LastIndexOf('/') + 1);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
