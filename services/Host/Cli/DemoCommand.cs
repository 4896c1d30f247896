using System.CommandLine;
using SmartStore.Host.Composition;
using SmartStore.Host.Demo;
using SmartStore.Host.Settings;

namespace SmartStore.Host.Cli;

/// <summary><c>demo</c>: the store with a simulated shop around it.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Runs a store and a simulated shop in it: people walk in, phones and tags send, and you watch what reaches whom.");
        // Who walks in again after a minute should not have to wait six hours for the next idea.
        var settings = new ServeSettings(repeatAfter: TimeSpan.FromMinutes(1), visitEnd: TimeSpan.FromSeconds(30));
        var walkers = Setting.Number("walkers", "How many of the demo's shoppers take part", 12, 1, 12);
        var seed = Setting.Number("seed", "The same seed, the same walks", 7, 0, int.MaxValue);
        var every = Setting.Time("every", "Time between two people coming in", TimeSpan.FromSeconds(15), mayBeNothing: true);
        settings.AddTo(command);
        command.Options.Add(walkers);
        command.Options.Add(seed);
        command.Options.Add(every);
        command.SetAction((line, cancel) =>
        {
            var options = new DemoOptions(line.GetValue(walkers), (ulong)line.GetValue(seed), line.GetValue(every));
            return StoreServer.Run(settings.Read(line), (ports, stopping) => DemoShop.Run(options, ports, stopping), cancel);
        });
        return command;
    }
}
