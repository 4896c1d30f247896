using Grpc.Core;
using SmartStore.Host.Import;

namespace SmartStore.Host.Cli;

/// <summary><c>import</c>: stores, catalogues and shoppers from a file.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An ImportDocument (proto3 JSON)" };
        return new Command("import", "Puts stores, catalogues, shoppers, lists, consents, preferences, orders and staff from a JSON file into a running server: everything, or nothing and all that is wrong.") { file }.Calls(async (line, client, cancel) =>
        {
            // What is wrong with the shape is told first, because the rest needs the server.
            var shape = ImportFile.Read(line.GetValue(file)!, out var document);
            foreach (var problem in shape) CommandLine.Say(problem.ToString());
            var count = shape.Count;
            if (count == 0 || !document.Equals(new ImportDocument()))
            {
                try
                {
                    var problems = await new Importer(client, CommandLine.Say).Apply(document, shape, cancel);
                    foreach (var problem in problems) CommandLine.Say(problem.ToString());
                    count += problems.Count;
                }
                catch (Exception e) when (cancel.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
                {
                    CommandLine.Say("Stopped before everything was imported; run it again, what is there already does not change.");
                    return CommandLine.Failure;
                }
            }

            if (count == 0) return CommandLine.Ok;
            CommandLine.Say($"{count} {(count == 1 ? "mistake" : "mistakes")}; nothing was imported.");
            return CommandLine.Failure;
        });
    }
}
