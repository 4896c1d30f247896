using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SmartStore.Api.Tests.Identity;

/// <summary>Somebody else's OpenID provider (OpenIddict) on a port of loopback. Who asks is signed in at once as <see cref="Person"/>.</summary>
public sealed class ForeignIssuer : IAsyncLifetime
{
    private const string ClientId = "smartstore-pages";
    private const string ClientSecret = "between the two of them";

    private readonly WebApplication _app;

    public ForeignIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode().SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token").AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256).RegisterScopes("roles").UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                Prompts.Add(context.Request.Prompt ?? "");
                if (context.ClientId != ClientId || !context.RedirectUri!.EndsWith("/signin/callback", StringComparison.Ordinal)) context.Reject(Errors.InvalidClient);
                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret) context.Reject(Errors.InvalidClient);
                return default;
            }));
            server.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                var identity = new ClaimsIdentity("issuer");
                identity.SetClaim(Claims.Subject, Person.Subject);
                if (Person.Roles.Length > 0 && context.Request.HasScope("roles")) identity.SetClaims("roles", [.. Person.Roles]);
                identity.SetDestinations(static _ => [Destinations.IdentityToken]);
                context.SignIn(new ClaimsPrincipal(identity));
                return default;
            }));
        });
        _app = builder.Build();
        _app.UseAuthentication();
    }

    /// <summary>Whom it takes the browser for.</summary>
    public (string Subject, string[] Roles) Person { get; set; } = ("ann", []);

    /// <summary>What each request to sign in asked to be prompted.</summary>
    public List<string> Prompts { get; } = [];

    /// <summary>What a server runs with that lets people sign in here.</summary>
    public ApiOptions Options { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";
        Options = new ApiOptions
        {
            JwtIssuer = address,
            JwtAudience = "smartstore",
            Jwks = address + ".well-known/jwks",
            OidcClientId = ClientId,
            OidcClientSecret = ClientSecret,
            OidcScopes = ["roles"],
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A browser of one person: it keeps cookies, says which page a request comes from, and shows each answer instead of following it.</summary>
internal sealed class TestBrowser : IDisposable
{
    private readonly Uri _server;
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public TestBrowser(Uri server)
    {
        _server = server;
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = server, Timeout = ApiShop.Patience };
    }

    /// <summary>Another one with the cookies of now.</summary>
    public TestBrowser Copy()
    {
        var copy = new TestBrowser(_server);
        copy._cookies.Add(_cookies.GetAllCookies());
        return copy;
    }

    /// <summary>The cookies that the last answer set.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    public void Dispose() => _http.Dispose();

    /// <summary>Goes to an address as a person does who types it, and on to where it is sent, until a page answers.</summary>
    /// <returns>The last address below the server, and its status.</returns>
    public async Task<(string Path, HttpStatusCode Status)> Visit(string address)
    {
        var at = new Uri(_server, address);
        for (var hops = 0; hops < 6; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at) { Headers = { { "Sec-Fetch-Site", hops == 0 ? "none" : "cross-site" }, { "Sec-Fetch-Mode", "navigate" }, { "Sec-Fetch-Dest", "document" }, { "Accept", "text/html" } } };
            using var answer = await Send(request);
            if (answer.Headers.Location is not { } next) return (at.PathAndQuery, answer.StatusCode);
            at = new Uri(at, next);
        }

        throw new InvalidOperationException("It is sent round and round.");
    }

    /// <summary>Signs in at the issuer.</summary>
    public async Task SignIn(string to = "/session") => Assert.Equal((to, HttpStatusCode.OK), await Visit($"/signin?to={Uri.EscapeDataString(to)}"));

    /// <summary>Calls a method as a page of the server does.</summary>
    public Task<HttpStatusCode> Call(string method, string json) => Post($"/smartstore.v1.{method}", json, ("Sec-Fetch-Site", "same-origin"));

    /// <summary>Posts with the headers that say from where.</summary>
    public async Task<HttpStatusCode> Post(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            if (name == "Content-Type") request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else request.Headers.Add(name, value);
        using var answer = await Send(request);
        // gRPC-Web says it in a header.
        return answer.Headers.TryGetValues("grpc-status", out var status) && status.Single() == "16" ? HttpStatusCode.Unauthorized : answer.StatusCode;
    }

    /// <summary>What a page reads.</summary>
    public async Task<(HttpStatusCode Status, string Body)> Get(string path, string site = "same-origin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path)) { Headers = { { "Sec-Fetch-Site", site } } };
        using var answer = await Send(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What another server of loopback reads of the same cookies.</summary>
    public async Task<string> AtOther(Uri other, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(other, path)) { Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        using var answer = await Send(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Opens a stream.</summary>
    public async Task<StreamReader> Stream(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path)) { Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        var answer = await _http.SendAsync(request);
        SetCookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        return answer;
    }
}
