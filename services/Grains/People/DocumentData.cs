using SmartStore.Core.Devices;
using SmartStore.Grains.Devices;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.People;

/// <summary>The tags that shoppers carry: a document each.</summary>
internal sealed class TagData(IStoreCatalog catalog, TagIndex tags) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Document("tags");

    public string Keeps => "The beacon keys of what a shopper carries: as long as there is this shopper.";

    public Task Export(ShopperId shopper, DataExport export, CancellationToken cancel)
    {
        if (tags.Of(shopper.Value) is { Count: > 0 } keys) export.Add("tags", new Proto.Shopper { Id = shopper.Value, Tags = { keys.Select(key => key.ToString()) } });
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        await catalog.PutTags(leaving.Shopper.Value, []);
        return [];
    }
}

/// <summary>The keys of rotating tags: documents of many tags each.</summary>
internal sealed class RotatingTagData(TagKeys tags) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Document("tag-keys-*");

    public string Keeps =>
        "Identity keys and clocks of the rotating tags that shoppers carry: as long as there is this shopper. The operator's own file of --tag-keys is the operator's to correct; what it says of nobody is put in again at the next start.";

    // The keys are secret: whoever holds them sends as the tag. That there is one is said.
    public async Task Export(ShopperId shopper, DataExport export, CancellationToken cancel)
    {
        for (var left = await tags.CountOf(shopper, cancel); left > 0; left--) export.Add("tags", new Proto.Shopper { Id = shopper.Value, Tags = { "eddystone-eid" } });
    }

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        await tags.Remove(leaving.Shopper, cancel);
        return [];
    }
}

/// <summary>Credentials of phones: a document for each store in which a phone may connect.</summary>
internal sealed class PhoneData(IDevices devices) : IKeepsPersonalData
{
    public string Of => PersonalDataOf.Document(DeviceRegistry.DocumentKind);

    public string Keeps => "Of a phone its shopper's id, a digest of its password, and when it was registered: until it is removed or its shopper is erased. Other devices are of nobody.";

    // There is no message of the contract for it, and the password itself is kept nowhere.
    public Task Export(ShopperId shopper, DataExport export, CancellationToken cancel) => Task.CompletedTask;

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        await devices.RemovePhones(leaving.Shopper);
        return [];
    }
}

/// <summary>The rows of the journal.</summary>
internal sealed class JournalData(IStateStore store) : IKeepsPersonalData
{
    /// <summary>What it is declared as: it is neither a grain nor a document.</summary>
    public const string Name = "journal";

    public string Of => Name;

    public string Keeps => "What was decided, answered and handed over, under a pseudonym, without name, text and place: 400 days, or until the shopper is erased.";

    // Rows are numbers of rules and suggestions; what they were about was told to the phone.
    public Task Export(ShopperId shopper, DataExport export, CancellationToken cancel) => Task.CompletedTask;

    public async Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel)
    {
        await store.ForgetJournal(leaving.Pseudonym);
        return [];
    }
}
