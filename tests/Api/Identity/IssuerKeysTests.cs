using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Api.Identity;

namespace SmartStore.Api.Tests.Identity;

/// <summary>The issuer's keys, read from a server of its own.</summary>
public sealed class IssuerKeysTests
{
    [Fact]
    public async Task Who_comes_while_the_keys_are_read_for_the_first_time_waits_for_them()
    {
        using var issuer = new TestIssuer();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet("/jwks", async (HttpContext http) =>
        {
            asked.TrySetResult();
            await mayAnswer.Task;
            await http.Response.WriteAsync(await File.ReadAllTextAsync(issuer.Jwks));
        });
        await server.StartAsync();
        using var keys = new IssuerKeys(issuer.Options with { Jwks = $"{server.Urls.Single()}/jwks" }, new FakeTimeProvider(), NullLogger<IssuerKeys>.Instance);

        var first = keys.GetConfigurationAsync(default);
        await asked.Task.WaitAsync(ApiShop.Soon);
        var second = keys.GetConfigurationAsync(default);
        mayAnswer.SetResult();

        Assert.NotEmpty((await second).SigningKeys);
        Assert.NotEmpty((await first).SigningKeys);
    }
}
