using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Sightings.Rotating;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.People;
using Proto = SmartStore.Contracts.V1;

namespace SmartStore.Grains.Tests.People;

/// <summary>Nothing is kept of a person without a word on how it goes.</summary>
public sealed class DeclarationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public void Every_kind_of_grain_says_once_what_it_keeps_of_a_person()
    {
        var grains = typeof(GrainHosting).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Grain)) && !type.IsAbstract).Select(KindOf).Order();
        Assert.Equal(grains, Declared().Select(declared => declared.Of).Where(name => name.StartsWith("grain/", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task A_document_of_a_kind_that_is_not_declared_is_neither_read_nor_written()
    {
        var documents = _shop.Silo.Service<IDocumentStore>();
        Assert.Contains("document/rumours", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await documents.PutDocument("rumours", "ann", new byte[1]))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await documents.Documents("rumours"));
        Assert.Empty(await _shop.Store.Documents("rumours"));
    }

    [Theory]
    [InlineData("document/tags", true)]
    [InlineData("document/tag-keys", true)]
    [InlineData("document/tag-keys-07", true)]
    [InlineData("document/tagsx", false)]
    [InlineData("grain/tags", false)]
    public void A_declaration_covers_its_own_kind(string name, bool covered) => Assert.Equal(covered, Declared().Any(declared => declared.Covers(name)));

    [Fact]
    public void Each_declaration_is_one_of_its_own() => Assert.Equal(Declared().Count(), Declared().Select(declared => declared.Of).Distinct().Count());

    [Fact]
    public async Task The_tags_of_a_shopper_are_exported_and_erased()
    {
        await _shop.Silo.Service<IStoreCatalog>().PutTags("ann", [Shop.Tag]);
        Assert.Equal([Shop.Tag], Exported(await Export<TagData>("ann"), "tags").Single().GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Empty(Exported(await Export<TagData>("ben"), "tags"));

        Assert.Empty(await Erase<TagData>("ann"));
        Assert.Empty(Exported(await Export<TagData>("ann"), "tags"));
        Assert.All(await _shop.Store.Documents("tags"), document => Assert.Null(document.Body));
        Assert.Empty(await Erase<TagData>("ann"));
    }

    [Fact]
    public async Task The_rotating_tags_of_a_shopper_leave_the_list_and_the_others_stay()
    {
        await TagKeys.Replace(_shop.Store, [Rotating("ann", 1), Rotating("ann", 2), Rotating("ben", 3)]);
        await _shop.Silo.Service<TagKeys>().Follow(CancellationToken.None);
        Assert.Equal(2, Exported(await Export<RotatingTagData>("ann"), "tags").Count);

        await Erase<RotatingTagData>("ann");
        Assert.Empty(Exported(await Export<RotatingTagData>("ann"), "tags"));
        Assert.Single(Exported(await Export<RotatingTagData>("ben"), "tags"));
        Assert.Equal(1, _shop.Silo.Service<RotatingTags>().Count);
        await Erase<RotatingTagData>("ann");
    }

    [Fact]
    public async Task A_list_of_rotating_tags_that_lost_some_is_replaced_by_the_same_file_again()
    {
        RotatingTag[] all = [Rotating("ann", 1), Rotating("ben", 2)];
        await TagKeys.Replace(_shop.Store, all);
        await Erase<RotatingTagData>("ann");
        Assert.True(await TagKeys.Replace(_shop.Store, all));
        Assert.False(await TagKeys.Replace(_shop.Store, all));
    }

    [Fact]
    public async Task The_credentials_of_a_phone_are_erased_and_those_of_a_scanner_of_the_same_name_stay()
    {
        var devices = _shop.Silo.Service<IDevices>();
        Core.Devices.DeviceName phone = new("corner", Core.Devices.DeviceKind.Phone, "ann"), scanner = new("corner", Core.Devices.DeviceKind.Scanner, "ann");
        await devices.Put(phone);
        await devices.Put(scanner);
        await Erase<PhoneData>("ann");
        Assert.Equal([scanner], (await devices.List()).Select(device => device.Name));
    }

    [Fact]
    public async Task The_journal_forgets_one_pseudonym()
    {
        await _shop.Store.Write(new RecordWrite("order/o1", 0, new byte[1]) { Journal = [Row("ann"), Row("ben"), Row("")] });
        await Declared().OfType<JournalData>().Single().Erase(new Leaving(new ShopperId("ann"), "ann", _time.GetUtcNow(), []), CancellationToken.None);
        Assert.Equal(["ben", ""], (await _shop.Store.Journal(0, 10)).Select(row => row.Row.Pseudonym));

        JournalRow Row(string whose) => new(_time.GetUtcNow(), whose, JournalKind.Answer, new byte[1]);
    }

    [Fact]
    public void An_export_without_anything_says_whose_it_is()
    {
        var json = JsonDocument.Parse(new DataExport(new ShopperId("ann"), _time.GetUtcNow()).ToJson()).RootElement;
        Assert.Equal(["schema", "at", "shopper_id"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("smartstore.v1/export", "2026-11-30T09:00:00Z", "ann"), (json.GetProperty("schema").GetString(), json.GetProperty("at").GetString(), json.GetProperty("shopper_id").GetString()));
    }

    [Fact]
    public void An_export_stays_within_its_limit_and_says_what_it_left_out()
    {
        var export = new DataExport(new ShopperId("ann"), _time.GetUtcNow());
        for (var i = 0; i < 41; i++) export.Add("lists", new Proto.ShoppingList { ShopperId = new string('x', 100_000) });
        export.Add("cases", new Proto.Case { Id = new string('x', 200_000) });
        var text = export.ToJson();
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(text), DataExport.BytesMax - 200_000, DataExport.BytesMax);
        Assert.Equal(["cases"], JsonDocument.Parse(text).RootElement.GetProperty("left_out").EnumerateArray().Select(name => name.GetString()));
    }

    private static string KindOf(Type grain) =>
        PersonalDataOf.Grain((string)(grain.GetCustomAttributesData().SingleOrDefault(attribute => attribute.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value
            ?? throw new InvalidOperationException($"{grain} has no kind: give it a {nameof(GrainTypeAttribute)}.")));

    private static RotatingTag Rotating(string shopper, byte key) => new(shopper, new EidTag(Enumerable.Repeat(key, 16).ToArray(), 10, 1_764_000_000, 65_536));

    private static IReadOnlyList<JsonElement> Exported(string json, string name) =>
        JsonDocument.Parse(json).RootElement.TryGetProperty(name, out var members) ? [.. members.EnumerateArray()] : [];

    private IEnumerable<IDeclaresPersonalData> Declared() => _shop.Silo.Service<IEnumerable<IDeclaresPersonalData>>();

    private async Task<string> Export<T>(string shopper)
        where T : IKeepsPersonalData
    {
        var export = new DataExport(new ShopperId(shopper), _time.GetUtcNow());
        await Declared().OfType<T>().Single().Export(new ShopperId(shopper), export, CancellationToken.None);
        return export.ToJson();
    }

    private Task<IReadOnlyList<Proto.Kept>> Erase<T>(string shopper)
        where T : IKeepsPersonalData => Declared().OfType<T>().Single().Erase(new Leaving(new ShopperId(shopper), "whose", _time.GetUtcNow(), []), CancellationToken.None);
}
