using System.Security.Cryptography;
using Google.Protobuf;

namespace SmartStore.Contracts;

/// <summary>
/// Names the layout that a page of this server was made from. The page says it with what it puts, and over another layout nothing is put. The contract has no conditional put,
/// so that only calls that a page makes within the server are asked for it.
/// </summary>
public static class LayoutSeen
{
    /// <summary>Metadata of a call: what <see cref="Of"/> gave of the only store that the call puts.</summary>
    public const string Header = "layout-seen";

    /// <summary>One state of a layout: 64 hexadecimal digits.</summary>
    /// <param name="layout">Null: there is no such store.</param>
    public static string Of(V1.Store? layout) => Convert.ToHexStringLower(SHA256.HashData(layout?.ToByteArray() ?? []));
}
