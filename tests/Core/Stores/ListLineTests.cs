namespace SmartStore.Core.Tests.Stores;

/// <summary>What people write on lists, and the thing they mean.</summary>
public sealed class ListLineTests
{
    private static readonly StoreLayout s_layout = new(new StoreId("s1"), "Shop", "EUR", "", [new Zone(new ZoneId("z"), "Z", [], true, false)], [], [], []);

    [Theory]
    [InlineData("2 milk", "Milk")]
    [InlineData("2x milk", "Milk")]
    [InlineData("2 x milk", "Milk")]
    [InlineData("500g crème fraîche", "Crème fraîche")]
    [InlineData("2 x 500 g crème fraîche", "Crème fraîche")]
    [InlineData("1 pack lentils", "Lentils")]
    [InlineData("1 pack of lentils", "Lentils")]
    [InlineData("12 eggs", "Eggs")]
    [InlineData("1 dozen eggs", "Eggs")]
    [InlineData("Milk (2x)", "Milk")]
    [InlineData("milk x2", "Milk")]
    [InlineData("milk 2x", "Milk")]
    [InlineData("milk x 2", "Milk")]
    [InlineData("milk 1,5 l", "Milk")]
    [InlineData("1,5 l milk", "Milk")]
    [InlineData("1/2 l milk", "Milk")]
    [InlineData("½ l milk", "Milk")]
    [InlineData("Chicken breasts, cubed", "Chicken breast")]
    [InlineData("tomatoes (ripe)", "Tomatoes")]
    [InlineData("- milk", "Milk")]
    [InlineData("• 2 milk", "Milk")]
    [InlineData("우유 2개", "우유")]
    [InlineData("우유 2 개", "우유")]
    [InlineData("2 Dosen Mais", "Mais")]
    [InlineData("cup cakes", "Cup cakes")]
    public void The_thing_is_found_behind_its_amount(string line, string thing) => Assert.Equal(NameKey.Of(thing), ListLine.ThingOf(line));

    [Fact]
    public void The_whole_name_counts_first()
    {
        var book = Book(Of("water", "7 up"), Of("up", "Up"), Of("milk", "Milk"));
        Assert.Equal(["water", "milk", null], new[] { "7 up", "7 milk", "7 seas" }.Select(line => book.Product(ProductId.None, line)?.Id.Value));
    }

    [Theory]
    [InlineData("ibuprofen", true)]
    [InlineData("2x ibuprofen", true)]
    [InlineData("ibuprofen for grandma", true)]
    [InlineData("1 pack infant paracetamol", true)]
    [InlineData("milk", false)]
    [InlineData("200 mg", false)]
    [InlineData("infant food", false)] // a product of its own
    public void A_word_of_a_care_products_name_anywhere_in_a_line_makes_it_care(string line, bool isCare)
    {
        var book = Book(Of("ibu", "Ibuprofen 200 mg", true), Of("para", "Infant paracetamol", true), Of("food", "Infant food"), Of("milk", "Milk"));
        Assert.Equal(isCare, book.IsCare(ProductId.None, line));
    }

    private static StoreBook Book(params Product[] products) => StoreBook.Compile(s_layout, products, []);

    private static Product Of(string id, string name, bool isCare = false) => new(new ProductId(id), name, new ZoneId("z"), "1", 99, 5, isCare, []);
}
