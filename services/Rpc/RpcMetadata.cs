using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace SmartStore.Rpc;

/// <summary>
/// Key-value pairs that travel beside the messages of a call: in order, keys may repeat. A key is lower case
/// [0-9a-z_.-]; a key that ends in <c>-bin</c> holds bytes, any other printable ASCII (PROTOCOL-HTTP2, Custom-Metadata).
/// </summary>
public sealed class RpcMetadata : IEnumerable<RpcMetadata.Entry>
{
    private readonly List<Entry> _entries = [];

    /// <summary>One pair. <paramref name="Value"/> is as it goes over the wire: base64 for a <c>-bin</c> key.</summary>
    public readonly record struct Entry(string Key, string Value);

    /// <summary>How many pairs there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a text pair.</summary>
    /// <exception cref="ArgumentException">The key is not one, is reserved, ends in -bin, or the value is not printable ASCII.</exception>
    public RpcMetadata Add(string key, string value)
    {
        RequireKey(key);
        if (IsBinary(key)) throw new ArgumentException($"Metadata {key} holds bytes: give it bytes.", nameof(key));
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~')) throw new ArgumentException($"Metadata {key}: the value is not printable ASCII.", nameof(value));
        _entries.Add(new(key, value));
        return this;
    }

    /// <summary>Adds bytes under a key that ends in <c>-bin</c>.</summary>
    /// <exception cref="ArgumentException">The key is not one, is reserved, or does not end in -bin.</exception>
    public RpcMetadata Add(string key, ReadOnlySpan<byte> value)
    {
        RequireKey(key);
        if (!IsBinary(key)) throw new ArgumentException($"Metadata {key} holds text: a key for bytes ends in -bin.", nameof(key));
        _entries.Add(new(key, Convert.ToBase64String(value).TrimEnd('=')));
        return this;
    }

    /// <summary>The last text under the key, if there is one.</summary>
    public string? Find(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
            if (string.Equals(_entries[i].Key, key, StringComparison.OrdinalIgnoreCase)) return _entries[i].Value;
        return null;
    }

    /// <summary>Every text under the key, in order.</summary>
    public IEnumerable<string> FindAll(string key) =>
        _entries.Where(e => string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase)).Select(e => e.Value);

    /// <summary>Every value of bytes under the key, in order, padded or not, one or several to a header.</summary>
    /// <exception cref="RpcException">INTERNAL: a value is not base64.</exception>
    public IEnumerable<byte[]> FindAllBytes(string key) =>
        FindAll(key).SelectMany(v => v.Split(',')).Select(part => TryDecode(part.Trim(), out var bytes)
            ? bytes
            : throw new RpcException(StatusCode.Internal, $"Metadata {key} is not base64."));

    /// <summary>The last bytes under the key, if there are any.</summary>
    /// <exception cref="RpcException">INTERNAL: the value is not base64.</exception>
    public byte[]? FindBytes(string key) => FindAllBytes(key).LastOrDefault();

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds a pair as it is: from the wire, where HTTP has already said that it is a header, or under a key of ours.</summary>
    internal void AddUnchecked(string key, string value) => _entries.Add(new(key.ToLowerInvariant(), value));

    /// <summary>Whether the key belongs to the call itself and is no metadata of the application.</summary>
    internal static bool IsReserved(string key) =>
        key.StartsWith(':') || key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("connect-", StringComparison.OrdinalIgnoreCase)
        || key.ToLowerInvariant() is "content-type" or "te" or "content-length" or "transfer-encoding" or "connection" or "host" or "content-encoding" or "accept-encoding"
            or "date" or "server" or "trailer" or "upgrade" or "keep-alive";

    private static bool IsBinary(string key) => key.EndsWith("-bin", StringComparison.Ordinal);

    private static void RequireKey(string key)
    {
        foreach (var c in key)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('_' or '-' or '.')) throw new ArgumentException($"\"{key}\" is no metadata key: lower case [0-9a-z_.-].", nameof(key));
        if (key.Length == 0 || IsReserved(key)) throw new ArgumentException($"\"{key}\" is reserved.", nameof(key));
    }

    internal static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var padded = (text.Length % 4) switch { 2 => text + "==", 3 => text + "=", _ => text };
        bytes = new byte[padded.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            bytes = null;
            return false;
        }
        Array.Resize(ref bytes, length);
        return true;
    }
}
