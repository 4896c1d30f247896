namespace SmartStore.Core.Stores;

/// <summary>One thing wrong with what an operator or a client sent.</summary>
/// <param name="Path">Where, in the names of the contract: <c>store.zones[3].neighbours[0]</c>.</param>
/// <param name="Message">What, in one short clause: <c>no zone "xy"</c>.</param>
public sealed record Problem(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
