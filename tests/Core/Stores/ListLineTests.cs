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
    [InlineData("6x330ml cola", "Cola")]
    [InlineData("2-3 onions", "Onions")]
    [InlineData("1 1/2 cups flour", "Flour")]
    [InlineData("400 g / 14 oz bacon", "Bacon")]
    [InlineData("1 (400 g) tin of tomatoes", "Tomatoes")]
    [InlineData("[ ] milk", "Milk")]
    [InlineData("3. milk", "Milk")]
    [InlineData("2 kg, potatoes", "Potatoes")]
    [InlineData("milk - 2 l", "Milk")]
    [InlineData(".5 l milk", "Milk")]
    [InlineData("２　ｘ　milk", "Milk")]
    [InlineData("200 g d'huile", "huile")]
    [InlineData("3 cuillères à soupe de farine", "farine")]
    [InlineData("500γρ ρύζι", "ρύζι")]
    [InlineData("우유2개", "우유")]
    [InlineData("계란 한판", "계란")]
    [InlineData("두부 두 모", "두부")]
    [InlineData("牛乳2本", "牛乳")]
    [InlineData("2本の牛乳", "牛乳")]
    [InlineData("豆腐二丁", "豆腐")]
    [InlineData("醤油 大さじ2", "醤油")]
    [InlineData("大さじ2 醤油", "醤油")]
    public void The_thing_is_found_behind_its_amount(string line, string thing) => Assert.Equal(NameKey.Of(thing), NameKey.Of(ListLine.Read(line).Thing));

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

    [Theory]
    [InlineData("2 nappies size 3", "nappies size 3")]
    [InlineData("7 up 2", "7 up")]
    [InlineData("onions, red", "red onions")]
    [InlineData("for grandma: plasters", "plasters")]
    [InlineData("2 large ripe tomatoes", "tomatoes")]
    [InlineData("a few sprigs of parsley", "parsley")]
    [InlineData("eine Packung Nudeln", "Nudeln")]
    [InlineData("buy some milk please", "milk")]
    [InlineData("2 garlic cloves", "garlic")]
    [InlineData("2 ст. ложки сахара", "сахара")]
    [InlineData("milk for the cat", "milk")]
    [InlineData("醤油 大さじ2", "醤油")]
    [InlineData("牛乳を2本買う", "牛乳")]
    [InlineData("우유 좀 사와", "우유")]
    [InlineData("우유를", "우유")]
    [InlineData("\u110b\u116e\u110b\u1172 2\u1100\u1162", "우유")]
    public void What_a_line_may_name_is_among_its_things(string line, string thing) => Assert.Contains(thing, ListLine.Read(line).Things);

    [Fact]
    public void A_line_of_more_words_than_the_limit_is_compared_whole_only()
    {
        string Line(int words) => "2 milk" + string.Concat(Enumerable.Repeat(" please", words - 2));

        Assert.Contains("milk", ListLine.Read(Line(ListLine.WordsMax)).Things);
        Assert.Empty(ListLine.Read(Line(ListLine.WordsMax + 1)).Things);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" - ")]
    [InlineData("()")]
    [InlineData(",")]
    [InlineData("2")]
    [InlineData("500 g")]
    [InlineData("ー")]
    [InlineData("\u0301")]
    [InlineData("[2 milk")]
    [InlineData("\ud83e")]
    public void A_line_that_is_no_name_throws_nothing(string line)
    {
        var book = Book(Of("rice", "Rice"), Of("ibu", "Ibuprofen", true));
        Assert.Null(book.Product(ProductId.None, line));
        Assert.False(book.IsCare(ProductId.None, line));
    }

    private static StoreBook Book(params Product[] products) => StoreBook.Compile(s_layout, products, []);

    private static Product Of(string id, string name, bool isCare = false) => new(new ProductId(id), name, new ZoneId("z"), "1", 99, 5, isCare, []);
}
