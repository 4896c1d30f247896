using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Stores;

public sealed class StoreBookTests
{
    private static readonly StoreLayout Layout = CornerShop.Layout(CornerShop.Id);

    [Fact]
    public void An_item_is_the_product_it_names_else_the_one_of_its_name()
    {
        var book = CornerShop.Book;

        Assert.Equal("basil", book.Product(new ProductId("basil"), "Tomatoes")!.Id.Value);
        Assert.Equal("tomato", book.Product(ProductId.None, "tomato")!.Id.Value);
        Assert.Equal("tomato", book.Product(new ProductId("other-shops-id"), "tomato")!.Id.Value);
        Assert.Null(book.Product(ProductId.None, "unicorn"));
        Assert.Null(book.Product(ProductId.None, ""));
    }

    [Fact]
    public void Of_products_with_one_name_the_first_in_stock_stands_for_it()
    {
        Product Of(string id, int stock) => new(new ProductId(id), "Milk", new ZoneId("dairy"), "2", 99, stock, IsCare: false, []);

        Assert.Equal("b", StoreBook.Compile(Layout, [Of("a", 0), Of("b", 3), Of("c", 5)], []).Product(NameKey.Of("milk"))!.Id.Value);
        Assert.Equal("a", StoreBook.Compile(Layout, [Of("a", 0), Of("b", 0)], []).Product(NameKey.Of("milk"))!.Id.Value);
    }

    [Fact]
    public void Zones_come_in_walking_order_and_a_stranger_comes_last()
    {
        var book = CornerShop.Book;

        Assert.Equal(1, book.WalkingOrder(new ZoneId("produce")));
        Assert.Equal(int.MaxValue, book.WalkingOrder(new ZoneId("moon")));
        Assert.Equal(int.MaxValue, book.WalkingOrder(ZoneId.Unknown));
        Assert.Equal("Desk 2", book.ZoneName(new ZoneId("desk")));
        Assert.Equal("moon", book.ZoneName(new ZoneId("moon")));
        Assert.Equal("desk", book.Terminal("t1")!.Zone.Value);
        Assert.Null(book.Terminal("t2"));
    }

    [Fact]
    public void A_rare_ingredient_weighs_more_than_a_common_one()
    {
        var aglio = CornerShop.Book.Recipe("aglio")!;

        Assert.True(aglio.Weights[0] > 0);
        // spaghetti and olive oil are in two of four recipes, mint in one
        Assert.Equal(Math.Log(1 + 4 / 2.0), aglio.Weights[0], 12);
        Assert.Equal(Math.Log(1 + 4 / 1.0), CornerShop.Book.Recipe("tea")!.Weights[0], 12);
        Assert.Equal(aglio.Weights.Sum(), aglio.RequiredWeight, 12);
    }
}
