using SmartStore.Host.Composition;
using SmartStore.Host.Demo;

namespace SmartStore.Host.Cli;

/// <summary><c>serve</c>: the store. <c>demo</c>: the store with a simulated shop around it.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Runs a store: MQTT in, streams out. Says 'ready' when everything listens.");
        var settings = With(command, new ServeOptions());
        command.SetAction((line, cancel) => StoreServer.Run(settings.Read(line), static (_, _) => Task.CompletedTask, cancel));
        return command;
    }

    public static Command CreateDemo()
    {
        var walkers = Setting.Number("walkers", "How many of the demo's shoppers take part", 12, 1, 12);
        var seed = Setting.Number("seed", "The same seed, the same walks", 7, 0, int.MaxValue);
        var every = Setting.Time("every", "Time between two people coming in", TimeSpan.FromSeconds(15), mayBeNothing: true);
        var command = new Command("demo", "Runs a store and a simulated shop in it: people walk in, phones and tags send, and you watch what reaches whom.") { walkers, seed, every };
        // A shopper who walks in again after a minute should not have to wait six hours for the next idea.
        var settings = With(command, new ServeOptions { RepeatAfter = TimeSpan.FromMinutes(1), VisitEnd = TimeSpan.FromSeconds(30) });
        command.SetAction((line, cancel) =>
        {
            var options = new DemoOptions(line.GetValue(walkers), (ulong)line.GetValue(seed), line.GetValue(every));
            return StoreServer.Run(settings.Read(line), (ports, stopping) => DemoShop.Run(options, ports, stopping), cancel);
        });
        return command;
    }

    private static ServeSettings With(Command command, ServeOptions defaults)
    {
        var settings = new ServeSettings(defaults);
        foreach (var option in settings.Options) command.Options.Add(option);
        return settings;
    }
}
