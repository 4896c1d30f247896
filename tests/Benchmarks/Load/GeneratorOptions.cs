namespace SmartStore.Benchmarks.Load;

/// <summary>What one generator sends.</summary>
/// <param name="Port">Of the broker, on this machine.</param>
/// <param name="Store">Store id in the topics.</param>
/// <param name="Shoppers">How many phones take turns, <c>s0</c> …</param>
/// <param name="Anchors">Beacons of the store, four to a zone.</param>
/// <param name="PerMessage">Sightings in one message.</param>
/// <param name="PerSecond">Sightings a second; 0: as fast as the broker reads.</param>
/// <param name="Length">How long.</param>
/// <param name="Walk">When shoppers change their zone.</param>
internal sealed record GeneratorOptions(int Port, string Store, int Shoppers, int Anchors, int PerMessage, double PerSecond, TimeSpan Length, Walk Walk)
{
    /// <summary>Number of the first phone.</summary>
    public int First { get; init; }

    /// <summary>As arguments of the <c>generate</c> command.</summary>
    public IEnumerable<string> ToArguments() =>
        ["generate", "--port", $"{Port}", "--store", Store, "--shoppers", $"{Shoppers}", "--anchors", $"{Anchors}", "--per-message", $"{PerMessage}", "--rate", $"{PerSecond}", "--seconds", $"{Length.TotalSeconds}", "--walk", $"{Walk.Stay.TotalSeconds}", "--walk-from", $"{Walk.FromUnixMs}", "--first", $"{First}"];

    /// <summary>Generates in a process of its own, so that making load is not in the way of measuring it.</summary>
    public SelfProcess Start() => SelfProcess.Start([.. ToArguments()]);

    /// <summary>From arguments of the <c>generate</c> command.</summary>
    public static GeneratorOptions From(Arguments arguments) => new(
        (int)arguments.Number("--port", 1883),
        arguments.Text("--store", "load"),
        (int)arguments.Number("--shoppers", 10_000),
        (int)arguments.Number("--anchors", 48),
        (int)arguments.Number("--per-message", 1),
        arguments.Number("--rate", 0),
        TimeSpan.FromSeconds(arguments.Number("--seconds", 10)),
        new Walk(TimeSpan.FromSeconds(arguments.Number("--walk", 0)), (long)arguments.Number("--walk-from", 0)))
    {
        First = (int)arguments.Number("--first", 0),
    };
}
