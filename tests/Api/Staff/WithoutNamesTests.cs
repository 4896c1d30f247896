using Google.Protobuf.Reflection;
using SmartStore.Api.Staff;

namespace SmartStore.Api.Tests.Staff;

/// <summary>A board without names: whatever an update may hold, no field of a person is filled.</summary>
public sealed class WithoutNamesTests
{
    // What is called a name and is none of a person; what stands in a list is no field of an update that has come so far.
    private static readonly string[] Places = ["zone_name"];

    public static TheoryData<string> Updates() =>
        [.. Proto.StoreUpdate.Descriptor.Oneofs.Single(oneof => oneof.Name == "what").Fields.Select(field => field.Name)];

    [Theory]
    [MemberData(nameof(Updates))]
    public void Names_and_shopper_ids_are_empty_and_the_rest_is_there(string kind)
    {
        var field = Proto.StoreUpdate.Descriptor.FindFieldByName(kind);
        var update = new Proto.StoreUpdate { Cursor = "c" };
        field.Accessor.SetValue(update, Filled(field.MessageType));

        var shown = WithoutNames.Of(update);

        Assert.Equal(field.MessageType.Name, shown.WhatCase.ToString());
        var content = (IMessage)field.Accessor.GetValue(shown);
        foreach (var text in Texts(field.MessageType)) Assert.Equal(IsPersons(text.Name) ? "" : "filled", (string)text.Accessor.GetValue(content));
    }

    [Fact]
    public async Task A_wall_shows_the_board_without_names_and_another_screen_shows_them()
    {
        await using var shop = await ApiShop.Open();
        await shop.Tell("ann", 0);
        await shop.Grain<IShopperGrain>("ann").Locate(new Core.Shoppers.ZoneObserved("z", shop.Time.GetUtcNow(), new Core.StoreId(ApiShop.StoreId), new Core.ZoneId("desk"), 0.9, shop.Time.GetUtcNow(), shop.Time.GetUtcNow()), known: 0);
        Assert.Equal(("", "", "order-0-of-ann"), await Waiting(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId, WithoutNames = true }));
        Assert.Equal(("ann", "ann", "order-0-of-ann"), await Waiting(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId }));

        async Task<(string Shopper, string Name, string Order)> Waiting(Proto.WatchStoreRequest request)
        {
            using var watch = new Proto.Staff.StaffClient(shop.Channel()).Watch(request);
            do Assert.True(await shop.PassUntil(watch.ResponseStream.MoveNext(ApiShop.Soon))); while (watch.ResponseStream.Current.PickupWaiting is null);
            var waiting = watch.ResponseStream.Current.PickupWaiting;
            return (waiting.ShopperId, waiting.Name, waiting.OrderId);
        }
    }

    private static bool IsPersons(string name) => !Places.Contains(name) && (name == "shopper_id" || name == "name" || name.EndsWith("_name", StringComparison.Ordinal));

    private static IEnumerable<FieldDescriptor> Texts(MessageDescriptor type) => type.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.String && !field.IsRepeated);

    private static IMessage Filled(MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var text in Texts(type)) text.Accessor.SetValue(message, "filled");
        return message;
    }
}
