namespace SmartStore.Host.Composition;

/// <summary>Whether this process can serve: true once the grains have caught up, false from the moment it drains.</summary>
internal sealed class Readiness
{
    private volatile bool _ready;

    public bool IsReady
    {
        get => _ready;
        set => _ready = value;
    }
}
