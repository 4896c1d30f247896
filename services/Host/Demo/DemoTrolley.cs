using Grpc.Core;

namespace SmartStore.Host.Demo;

/// <summary>
/// What somebody in the demo does with the shopping list: it is whole at the door, and what is taken from a shelf is ticked off in the app.
/// One thing a visit is forgotten, so that there is something to be reminded of.
/// </summary>
internal sealed class DemoTrolley
{
    private readonly StoreClient _client;
    private readonly string _shopper;
    private readonly Dictionary<string, string> _zones;
    private readonly HashSet<ZoneId> _been = [];
    private readonly string? _forgotten;
    private Task _last;

    /// <param name="document">The demo's catalogue and lists.</param>
    /// <param name="forgets">Which of the open items is forgotten, counted around.</param>
    public DemoTrolley(StoreClient client, ImportDocument document, string shopper, int forgets)
    {
        (_client, _shopper) = (client, shopper);
        _zones = document.Catalogs[0].Products.ToDictionary(product => product.Id, product => product.ZoneId);
        var list = document.Lists.FirstOrDefault(list => list.ShopperId == shopper)?.Items ?? [];
        var open = list.Where(item => !item.Done).ToList();
        _forgotten = open.Count == 0 ? null : open[forgets % open.Count].Id;
        _last = Try(() => Put(list));
    }

    /// <summary>The shopper stands at a shelf of a zone; the first time takes what is on the list.</summary>
    public void StandsIn(ZoneId zone)
    {
        if (_been.Add(zone)) _last = Try(() => TickOff(zone.Value), _last);
    }

    // The list is read first: an accepted recipe, or somebody at home, may have made it longer. What is sold out stays on it.
    private async Task TickOff(string zone)
    {
        var list = await _client.Shoppers.GetListAsync(new GetListRequest { ShopperId = _shopper });
        var taken = list.Items.Where(item => !item.Done && item.Id != _forgotten && item.ProductId != DemoShelf.Product && _zones.GetValueOrDefault(item.ProductId) == zone);
        var edits = taken.Select(item => new ListEdit { Id = $"taken-{Guid.NewGuid():N}", Tick = item.Id }).ToList();
        if (edits.Count > 0) await _client.Shoppers.EditListAsync(new EditListRequest { ShopperId = _shopper, Edits = { edits } });
    }

    private async Task Put(IEnumerable<ListItem> items) => await _client.Shoppers.PutListAsync(new PutListRequest { ShopperId = _shopper, Items = { items } });

    private static async Task Try(Func<Task> change, Task? after = null)
    {
        if (after is not null) await after;
        try
        {
            await change();
        }
        catch (RpcException)
        {
            // The server is stopping, or busy: somebody forgot more than one thing.
        }
    }
}
