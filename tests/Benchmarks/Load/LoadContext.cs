namespace SmartStore.Benchmarks.Load;

/// <summary>What all runs of one load run share.</summary>
/// <param name="Server">The server under load.</param>
/// <param name="Store">Its store and shoppers.</param>
/// <param name="Shoppers">Shoppers that were put: <c>s0</c> … one less.</param>
/// <param name="Length">Of each measurement.</param>
/// <param name="Table">Where figures go.</param>
/// <param name="Say">Told about progress.</param>
internal sealed record LoadContext(ServerProcess Server, LoadStore Store, int Shoppers, TimeSpan Length, BudgetTable Table, Action<string> Say)
{
    /// <summary>Time before each measurement in which code gets compiled and connections settle.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    /// <summary>How long a shopper of the load stays in a zone.</summary>
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(30);

    private Walk _walk = Walk.Never;

    /// <summary>From now on shoppers walk.</summary>
    public void BeginToWalk() => _walk = new Walk(Stay, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    /// <summary>A generator to our server.</summary>
    /// <param name="perSecond">Sightings a second; 0: flat out.</param>
    /// <param name="length">How long at most; the run may end it before.</param>
    public GeneratorOptions Generator(int perMessage, double perSecond, TimeSpan length) => new(Server.MqttPort, LoadStore.Id, Shoppers, LoadStore.Anchors, perMessage, perSecond, length, _walk);
}
