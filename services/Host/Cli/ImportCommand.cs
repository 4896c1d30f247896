using Grpc.Core;
using SmartStore.Contracts.Import;
using SmartStore.Host.Import;

namespace SmartStore.Host.Cli;

/// <summary><c>import</c>: stores, catalogues and shoppers from a file.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An ImportDocument (proto3 JSON)" };
        var dry = Setting.Switch("dry-run", "Only say what is wrong, or what would be added and changed");
        return new Command("import", "Puts stores, catalogues, shoppers, lists, consents, preferences, orders and staff from a JSON file into a running server: everything, or nothing and all that is wrong.") { file, dry }.Calls(async (line, client, cancel) =>
        {
            // What is wrong with the shape is told first, because the rest needs the server.
            var shape = ImportFile.Read(line.GetValue(file)!, out var document);
            foreach (var mistake in shape) CommandLine.Say(mistake.ToString());
            var count = shape.Count;
            if (count == 0 || !document.Equals(new ImportDocument()))
            {
                try
                {
                    var (mistakes, reply) = await new Importer(client).Apply(document, shape, line.GetValue(dry), cancel);
                    foreach (var mistake in mistakes) CommandLine.Say(mistake.ToString());
                    foreach (var counted in reply.Counts) CommandLine.Say($"{counted.What}: {counted.Added} added, {counted.Changed} changed, {counted.Same} the same");
                    count += mistakes.Count;
                }
                catch (Exception e) when (cancel.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
                {
                    CommandLine.Say("Stopped before everything was imported; run it again, what is there already does not change.");
                    return CommandLine.Failure;
                }
            }

            if (count == 0)
            {
                if (line.GetValue(dry)) CommandLine.Say("Nothing is wrong; nothing was imported.");
                return CommandLine.Ok;
            }
            CommandLine.Say($"{count} {(count == 1 ? "mistake" : "mistakes")}; nothing was imported.");
            return CommandLine.Failure;
        });
    }
}
