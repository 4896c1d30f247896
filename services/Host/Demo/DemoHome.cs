using Grpc.Core;
using SmartStore.Phone;

namespace SmartStore.Host.Demo;

/// <summary>A second phone of a shopper, at home: it sees what is taken from the list, and adds to it while she is in the shop.</summary>
internal sealed class DemoHome : IAsyncDisposable
{
    private static readonly TimeSpan AddsAt = TimeSpan.FromSeconds(25);

    // Another item each time: one that was removed does not come back.
    private static readonly ListItem Wish = new() { Id = $"from-home-{Guid.NewGuid():N}", Name = "Strawberries", ProductId = "strawberries", Quantity = 1 };

    private readonly StoreClient _client;
    private readonly Shopper _shopper;
    private readonly DemoScreen _screen;
    private readonly PhoneDevice _phone;
    private Task? _added;

    public DemoHome(StoreClient client, Shopper shopper, DemoScreen screen)
    {
        (_client, _shopper, _screen) = (client, shopper, screen);
        _phone = new PhoneDevice(new PhoneOptions { ShopperId = shopper.Id, DeviceId = "demo-home" }, client.Channel)
        {
            Updated = change =>
            {
                if (change.Update.ListChanged is not null) screen.OtherPhone(shopper, PhoneWords.Line(change.Update));
            },
        };
        _phone.Start();
    }

    /// <summary>Moves on.</summary>
    public void At(TimeSpan elapsed)
    {
        if (elapsed >= AddsAt) _added ??= Add();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_added is not null) await _added;
        await _phone.DisposeAsync();
    }

    private async Task Add()
    {
        try
        {
            await _client.Shoppers.EditListAsync(new EditListRequest { ShopperId = _shopper.Id, Edits = { new ListEdit { Id = $"home-{Guid.NewGuid():N}", Put = Wish } } });
            _screen.OtherPhone(_shopper, $"adds {Wish.Name} to the list");
        }
        catch (RpcException)
        {
            // The server is stopping.
        }
    }
}
