using Microsoft.Extensions.Hosting;
using SmartStore.Rpc.Testing;
using SmartStore.Rpc.Testing.Bench;

if (args is ["bench"]) return await Benchmark.RunAsync(TimeSpan.FromSeconds(5));

var (options, mistake) = TestHostFlags.Read(args);
if (options is null)
{
    await Console.Error.WriteLineAsync($"{mistake} {TestHostFlags.Usage}");
    return 2;
}
await using var application = TestHost.Build(options);
await application.StartAsync();
Console.WriteLine(TestHost.ReadyLine(application, options));
await application.WaitForShutdownAsync();
return 0;
