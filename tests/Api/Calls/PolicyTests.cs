using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SmartStore.Api.Tests.Calls;

/// <summary>An endpoint that does not say who may call it keeps the server from starting.</summary>
public sealed class PolicyTests
{
    [Fact]
    public void An_endpoint_without_a_policy_is_named()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/secret", () => "everything").WithDisplayName("the secret");

        Assert.Contains("the secret", Assert.Throws<InvalidOperationException>(app.RequirePolicies).Message);
    }

    [Fact]
    public void One_that_is_open_on_purpose_is_not()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/open", () => "hello").AllowAnonymous();

        app.RequirePolicies();
    }
}
