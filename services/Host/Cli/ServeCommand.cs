using System.CommandLine;
using SmartStore.Host.Composition;
using SmartStore.Host.Settings;

namespace SmartStore.Host.Cli;

/// <summary><c>serve</c>: the store.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Runs a store: MQTT in, streams out. Says 'ready' when everything listens.");
        var settings = new ServeSettings();
        settings.AddTo(command);
        command.SetAction((line, cancel) => StoreServer.Run(settings.Read(line), static (_, _) => Task.CompletedTask, cancel));
        return command;
    }
}
