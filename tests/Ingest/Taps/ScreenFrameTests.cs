using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Proto = SmartStore.Contracts.V1;

namespace SmartStore.Ingest.Tests.Taps;

/// <summary>A frame as terminals get it over MQTT.</summary>
public sealed class ScreenFrameTests
{
    [Fact]
    public void A_frame_has_the_names_of_the_contract() => Assert.Equal(
        """{"session":"5f0c","until":1795313160000,"for_s":60,"language":"ko","text_size":"large","high_contrast":true,"name":"Anna","orders":[{ "order_id": "o1", "state": "ORDER_STATE_READY", "zone_id": "desk" }],"text":"Hello.","items":[{ "item": { "id": "1", "name": "Milk", "done": true }, "zone_id": "dairy", "out_of_stock": true }]}""",
        Text(new Proto.TerminalScreen
        {
            Session = "5f0c",
            Until = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(1_795_313_160_000)),
            ForS = 60,
            Language = "ko",
            TextSize = Proto.TextSize.Large,
            HighContrast = true,
            Name = "Anna",
            Orders = { new Proto.PickupUpdate { OrderId = "o1", State = Proto.OrderState.Ready, ZoneId = "desk" } },
            Text = "Hello.",
            Items = { new Proto.RecalledItem { Item = new Proto.ListItem { Id = "1", Name = "Milk", Done = true }, ZoneId = "dairy", OutOfStock = true } },
        }));

    [Fact]
    public void What_may_not_be_shown_has_no_field() => Assert.Equal(
        """{"session":"5f0c","until":0,"for_s":1,"language":"en","text_size":"normal","high_contrast":false,"orders":[],"text":""}""",
        Text(new Proto.TerminalScreen { Session = "5f0c", Until = new Timestamp(), ForS = 1, Language = "en" }));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public void A_frame_has_64_KiB_and_what_is_last_on_the_list_makes_room(int more, int items)
    {
        var screen = new Proto.TerminalScreen { Session = "s", Until = new Timestamp(), Items = { Item(100), Item(100) } };
        var room = ScreenFrame.BytesMax - ScreenFrame.ToJson(screen).Length;
        screen.Items[1] = Item(100 + room + more);
        var json = ScreenFrame.ToJson(screen);
        Assert.Equal(items, JsonDocument.Parse(json).RootElement.GetProperty("items").GetArrayLength());
        if (more == 0) Assert.Equal(ScreenFrame.BytesMax, json.Length);
    }

    private static Proto.RecalledItem Item(int chars) => new() { Item = new Proto.ListItem { Id = "1", Name = new string('x', chars) } };

    private static string Text(Proto.TerminalScreen screen) => Encoding.UTF8.GetString(ScreenFrame.ToJson(screen));
}
