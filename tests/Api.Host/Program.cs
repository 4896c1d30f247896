// Serves grpc.testing.TestService with the server set-up of the product: engine, interceptors, gRPC-Web, CORS, limits. Other people's clients call it.
// usage: SmartStore.Api.Host; it chooses its ports and says `ready http=PORT grpc=PORT`.
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Api;
using SmartStore.Api.Calls;
using SmartStore.Api.Host;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Staff;
using SmartStore.Grains.Storage;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http1);
    kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
});
builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IDocumentStore>(new MemoryStateStore(TimeProvider.System)).AddSingleton<IStaffMembers, StaffMembers>();
builder.Services.AddCalls(new ApiOptions { CorsOrigins = ["*"], RequestBytesMax = 4 * 1024 * 1024 });
var app = builder.Build();
app.UseCalls();
app.MapOpenCalls<InteropService>();
app.RequirePolicies();
await app.StartAsync();
var ports = app.Urls.Select(url => new Uri(url).Port).ToArray();
Console.WriteLine($"ready http={ports[0]} grpc={ports[1]}");
await app.WaitForShutdownAsync();
