using SmartStore.Benchmarks;
using SmartStore.Benchmarks.Allocations;
using SmartStore.Benchmarks.Journal;
using SmartStore.Benchmarks.Load;
using SmartStore.Benchmarks.Micro;
using SmartStore.Benchmarks.Recipes;
using SmartStore.Benchmarks.Servers;

if (args.Length > 0 && args[0] == "micro") return MicroCommand.Run(args[1..]);

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(Arguments.Help);
    return 0;
}

if (Arguments.Read(args, out var error) is not { } arguments)
{
    Console.Error.WriteLine($"{error} Try --help.");
    return 2;
}

try
{
    switch (arguments.Command)
    {
        case "generate":
            Console.Error.WriteLine($"{await Generator.Run(GeneratorOptions.From(arguments)):N0} sightings sent");
            return 0;
        case "allocations":
            return AllocationBudget.Run(arguments.Has("--write") ? arguments.Text("--write", "") : null);
        case "recipes":
            return await RecipeCommand.Run((int)arguments.Number("--recipes", 100_000), (int)arguments.Number("--lists", 500), arguments.Has("--out") ? arguments.Text("--out", "") : null);
        case "journal":
            return await JournalCommand.Run((int)arguments.Number("--rounds", 60), arguments.Has("--out") ? arguments.Text("--out", "") : null);
        case "serve-bare":
            await BareServer.Serve();
            return 0;
        default:
            return await LoadCommand.Run(arguments);
    }
}
catch (Exception e) when (e is not OutOfMemoryException)
{
    Console.Error.WriteLine($"{e.GetType().Name}: {e.Message}");
    return 1;
}
