using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmartStore.Pages;

/// <summary>One file of the pages, as browsers get it. It is compressed once, when it is first asked for, as small as can be.</summary>
/// <param name="name">With its ending, which says what it is.</param>
/// <param name="bytes">As they are.</param>
public sealed class PageFile(string name, byte[] bytes)
{
    // No script, style, picture or call but of the page's own origin; nothing in a frame; text becomes markup in lit-html's templates only, which hold no data.
    internal const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src https:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html smartstore";

    private readonly string _tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
    private readonly Lazy<byte[]> _br = new(() => Compressed(bytes, static to => new BrotliStream(to, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _gzip = new(() => Compressed(bytes, static to => new GZipStream(to, CompressionLevel.SmallestSize)));

    /// <summary>The bytes as they are.</summary>
    public byte[] Bytes => bytes;

    /// <summary>The media type by the ending; an ending that no file of ours has is a bug.</summary>
    /// <exception cref="NotSupportedException">It is unknown.</exception>
    public string MediaType { get; } = Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml; charset=utf-8",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        ".webmanifest" => "application/manifest+json",
        var other => throw new NotSupportedException($"No media type is known for '{other}' ({name})."),
    };

    private bool IsText => !MediaType.StartsWith("font/", StringComparison.Ordinal) && MediaType != "image/png";

    /// <summary>Answers a GET or HEAD.</summary>
    /// <param name="http">Of the request.</param>
    /// <param name="isForEver">True: its address names these bytes and no others. False: a browser asks each time whether they are still the same.</param>
    public Task Answer(HttpContext http, bool isForEver)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = isForEver ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = _tag;
        if (IsText) headers.Vary = HeaderNames.AcceptEncoding;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(_tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var (body, encoding) = !IsText ? (bytes, "") : Takes(http, "br") ? (_br.Value, "br") : Takes(http, "gzip") ? (_gzip.Value, "gzip") : (bytes, "");
        if (encoding.Length > 0) headers.ContentEncoding = encoding;
        http.Response.ContentType = MediaType;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, 0, body.Length, http.RequestAborted);
    }

    internal static bool Takes(HttpContext http, string encoding) =>
        http.Request.GetTypedHeaders().AcceptEncoding.Any(taken => taken.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && taken.Quality is not 0);

    internal static byte[] Compressed(byte[] bytes, Func<Stream, Stream> by)
    {
        using var to = new MemoryStream();
        using (var compressing = by(to)) compressing.Write(bytes);
        return to.ToArray();
    }
}
