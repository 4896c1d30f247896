using System.Text.Json;
using SmartStore.Accuracy;
using SmartStore.Accuracy.Explaining;
using SmartStore.Accuracy.Learned;
using SmartStore.Accuracy.LeftOut;
using SmartStore.Accuracy.Limits;
using SmartStore.Accuracy.Names;
using SmartStore.Accuracy.Recipes;
using SmartStore.Accuracy.Robustness;

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
    return arguments.Command switch
    {
        Arguments.Explain => ExplainCommand.Run(arguments, Console.Out),
        Arguments.RankRecipes => RecipesCommand.Run(arguments, Console.Out),
        Arguments.Names => NamesCommand.Run(arguments, Console.Out),
        Arguments.Robustness => RobustnessCommand.Run(arguments, Console.Out),
        Arguments.LeftOut => LeftOutCommand.Run(arguments, Console.Out),
        Arguments.Learned => LearnedCommand.Run(arguments, Console.Out),
        Arguments.Limits => LimitsCommand.Run(arguments, Console.Out),
        Arguments.Cost => CostCommand.Run(arguments, Console.Out),
        _ => ScoreCommand.Run(arguments, Console.Out),
    };
}
catch (Exception e) when (e is TraceException or IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
