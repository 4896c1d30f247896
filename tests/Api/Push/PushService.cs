using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SmartStore.Api.Tests.Push;

/// <summary>A push service of the test's own, and the browsers that are subscribed at it: it checks who signed, and opens what was sealed (RFC 8188, 8291, 8292).</summary>
internal sealed class PushService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Browser, string Text, int TtlS, string Subject)> _sent = Channel.CreateUnbounded<(string, string, int, string)>();
    private readonly Dictionary<string, TestSubscription> _browsers = new(StringComparer.Ordinal);

    private readonly ECDsa _signer;

    private PushService(string serverKey)
    {
        var point = Base64Url.DecodeFromChars(serverKey);
        _signer = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/to/{browser}", async (HttpContext http, string browser) =>
        {
            // Read once: the test changes it as soon as it hears of the push.
            var answers = Answers;
            if (answers != StatusCodes.Status201Created)
            {
                await _sent.Writer.WriteAsync((browser, "", 0, ""));
                return Results.StatusCode(answers);
            }

            try
            {
                var subject = await Signer(http.Request.Headers.Authorization.ToString(), serverKey);
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                Assert.Equal("aes128gcm", http.Request.Headers.ContentEncoding);
                Assert.InRange(body.Length, 1, 4096);
                await _sent.Writer.WriteAsync((browser, _browsers[browser].Open(body.ToArray()), int.Parse(http.Request.Headers["TTL"]!, System.Globalization.CultureInfo.InvariantCulture), subject));
                return Results.StatusCode(StatusCodes.Status201Created);
            }
            catch (Exception e)
            {
                // The test that waits for it says what was wrong.
                _sent.Writer.TryComplete(e);
                throw;
            }
        });
    }

    /// <summary>With what it answers each push.</summary>
    public int Answers { get; set; } = StatusCodes.Status201Created;

    public string Origin => _app.Urls.Single();

    /// <param name="serverKey">The public key that pushes have to be signed for.</param>
    public static async Task<PushService> Open(string serverKey)
    {
        var service = new PushService(serverKey);
        await service._app.StartAsync();
        return service;
    }

    /// <summary>A browser that takes pushes here.</summary>
    public TestSubscription Subscribe(string browser) => _browsers[browser] = new TestSubscription($"{Origin}/to/{browser}");

    /// <summary>The next push.</summary>
    public ValueTask<(string Browser, string Text, int TtlS, string Subject)> Next() => _sent.Reader.ReadAsync(ApiShop.Soon);

    /// <summary>How many wait to be looked at.</summary>
    public int Waiting => _sent.Reader.Count;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _signer.Dispose();
    }

    private async Task<string> Signer(string authorization, string serverKey)
    {
        var said = authorization["vapid ".Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        Assert.Equal(serverKey, said["k"].TrimEnd('='));
        // The library names the host without its port, which a push service has none of.
        var audience = new Uri(Origin).GetComponents(UriComponents.Scheme | UriComponents.Host, UriFormat.Unescaped);
        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(said["t"], new TokenValidationParameters { IssuerSigningKey = new ECDsaSecurityKey(_signer), ValidateIssuer = false, ValidAudience = audience });
        Assert.True(checkedToken.IsValid, checkedToken.Exception?.Message);
        return checkedToken.ClaimsIdentity.FindFirst("sub")!.Value;
    }
}

/// <summary>What a browser keeps of its subscription.</summary>
internal sealed class TestSubscription(string endpoint)
{
    private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _auth = RandomNumberGenerator.GetBytes(16);

    public string Endpoint => endpoint;

    public string P256dh => Base64Url.EncodeToString(Point(_key.ExportParameters(includePrivateParameters: false).Q));

    public string Auth => Base64Url.EncodeToString(_auth);

    /// <summary>What the page says to have it used.</summary>
    public string Said(string shopper) => $$"""{"shopper":"{{shopper}}","endpoint":"{{endpoint}}","p256dh":"{{P256dh}}","auth":"{{Auth}}"}""";

    /// <summary>Opens one record: salt 16, size 4, length of the sender's key 1, that key, then AES-GCM of the text and the mark of the last record.</summary>
    public string Open(byte[] body)
    {
        Assert.True(BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16)) >= body.Length - 86);
        Assert.Equal(65, body[20]);
        var (salt, sender, sealedText) = (body[..16], body[21..86], body[86..]);
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = sender[1..33], Y = sender[33..] } });
        var shared = _key.DeriveRawSecretAgreement(other.PublicKey);
        byte[] info = [.. Encoding.ASCII.GetBytes("WebPush: info\0"), .. Point(_key.ExportParameters(includePrivateParameters: false).Q), .. sender];
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, _auth, info);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"));
        var text = new byte[sealedText.Length - 16];
        using var gcm = new AesGcm(key, 16);
        gcm.Decrypt(nonce, sealedText.AsSpan(..^16), sealedText.AsSpan(^16..), text);
        var end = Array.LastIndexOf(text, (byte)2);
        return Encoding.UTF8.GetString(text.AsSpan(..end));
    }

    private static byte[] Point(ECPoint point) => [4, .. point.X!, .. point.Y!];
}
