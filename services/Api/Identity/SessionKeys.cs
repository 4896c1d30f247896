using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace SmartStore.Api.Identity;

/// <summary>The keys that seal cookies are documents of the store: they lie below <c>--data</c> or in Redis, and all processes of a cluster read the same cookies.</summary>
internal sealed class SessionKeys(IDocumentStore documents) : IXmlRepository
{
    /// <summary>Kind of the documents.</summary>
    public const string DocumentKind = "session-keys";

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        // The framework asks once a day, and has no other way to ask.
        [.. Task.Run(() => documents.Documents(DocumentKind).AsTask()).GetAwaiter().GetResult().Where(static document => document.Body is not null).Select(static document => XElement.Parse(Encoding.UTF8.GetString(document.Body!)))];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => documents.PutDocument(DocumentKind, friendlyName, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))).AsTask()).GetAwaiter().GetResult();
}
