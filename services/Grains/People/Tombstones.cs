using Google.Protobuf;
using SmartStore.Core.Orders;

namespace SmartStore.Grains.People;

/// <summary>What was answered to persons who were erased, under their pseudonyms, for as long as they may ask again after a lost reply.</summary>
internal sealed class Tombstones(IDocumentStore documents, HandoverRules rules, TimeProvider time) : IDeclaresPersonalData
{
    /// <summary>How often to call <see cref="ForgetPast"/>.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Kind of the documents; the id of each is a pseudonym.</summary>
    public const string Kind = "erased";

    /// <inheritdoc/>
    public string Of => PersonalDataOf.Document(Kind);

    /// <inheritdoc/>
    public string Keeps => "Of an erased shopper, under the pseudonym, what was answered and a digest of the request: 72 h.";

    /// <summary>Keeps an answer. The one that is kept for this erasure stays as it is.</summary>
    public async Task Put(string whose, Erasing erasing, IReadOnlyList<Proto.Kept> kept)
    {
        if (await Read(whose, CancellationToken.None) is { } known && known.At == StoredForm.Ms(erasing.At)) return;
        var stone = new StoredTombstone { Request = erasing.Request.Length == 0 ? 0 : Fingerprint.Of(erasing.Request), At = StoredForm.Ms(erasing.At), Kept = { kept.Select(each => each.ToByteString()) } };
        await documents.PutDocument(Kind, whose, stone.ToByteArray());
    }

    /// <summary>The answer that a request got; null: there was none like it, or it was too long ago.</summary>
    /// <param name="request">Empty: none finds it.</param>
    public async Task<IReadOnlyList<Proto.Kept>?> Find(string whose, string request, CancellationToken cancel) =>
        request.Length > 0 && await Read(whose, cancel) is { } stone && stone.Request == Fingerprint.Of(request) && !IsPast(stone) ? [.. stone.Kept.Select(Proto.Kept.Parser.ParseFrom)] : null;

    /// <summary>True when an answer is kept.</summary>
    public async ValueTask<bool> Has(string whose) => await Read(whose, CancellationToken.None) is not null;

    /// <summary>Deletes what is too old.</summary>
    public async Task ForgetPast(CancellationToken cancel)
    {
        foreach (var document in await documents.Documents(Kind, cancel: cancel))
            if (document.Body is { } body && IsPast(StoredTombstone.Parser.ParseFrom(body)))
                await documents.PutDocument(Kind, document.Id, null);
    }

    private async ValueTask<StoredTombstone?> Read(string whose, CancellationToken cancel) =>
        await documents.Document(Kind, whose, cancel) is { Body: { } body } ? StoredTombstone.Parser.ParseFrom(body) : null;

    private bool IsPast(StoredTombstone stone) => time.GetUtcNow() - StoredForm.Time(stone.At) >= rules.ErasedKeptFor;
}
