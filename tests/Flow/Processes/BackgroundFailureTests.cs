using Microsoft.Extensions.Hosting;
using SmartStore.Host.Composition;

namespace SmartStore.Flow.Tests.Processes;

public sealed class BackgroundFailureTests
{
    [Fact]
    public async Task The_service_that_failed_is_found_among_those_that_work_and_those_that_ended_well()
    {
        using var working = new Background(stop => Task.Delay(Timeout.Infinite, stop));
        using var ended = new Background(_ => Task.CompletedTask);
        using var failing = new Background(_ => throw new InvalidOperationException("no rule for this"));
        using var notStarted = new Background(_ => Task.CompletedTask);
        foreach (var service in new[] { working, ended, failing }) await service.StartAsync(CancellationToken.None);
        await Eventually.Is(() => failing.ExecuteTask!.IsCompleted, () => "the failure");

        Assert.Null(StoreServer.FailureOf([working, ended, notStarted]));
        Assert.Equal("no rule for this", StoreServer.FailureOf([working, ended, failing])?.Message);
        await working.StopAsync(CancellationToken.None);
        Assert.Null(StoreServer.FailureOf([working]));
    }

    private sealed class Background(Func<CancellationToken, Task> work) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => work(stoppingToken);
    }
}
