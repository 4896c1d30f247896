namespace SmartStore.Core.Tests.Stores.Names;

/// <summary>Which product a line finds, and which lines are of care. The large measure, by language and way of writing, is in tests/Accuracy.</summary>
public sealed class NameIndexTests
{
    [Theory]
    [InlineData("Zwiebeln", "1 Zwiebel")]
    [InlineData("Tomaten", "2 kg Tomate")]
    [InlineData("Müsli", "Muesli")]
    [InlineData("Chocolate milk", "choco late milk")]
    [InlineData("Cherry tomatoes", "cherrytomatoes")]
    [InlineData("Огурцы", "500 г огурцов")]
    [InlineData("Сливки", "200 мл сливок")]
    [InlineData("Αυγά", "1 αυγό")]
    [InlineData("Limones", "3 limón")]
    [InlineData("トマト", "とまと")]
    [InlineData("コーヒー", "ｺｰﾋ")]
    [InlineData("バニラ", "ヴァニラ")]
    [InlineData("오렌지 주스", "오렌지주스 1병")]
    [InlineData("Broccoli", "brocolli")]
    [InlineData("Nappies size 3", "2x nappies size 3")]
    [InlineData("Red onions", "onions, red")]
    public void A_product_is_found_in_another_spelling(string name, string line) => Assert.Equal(name, Shop(name, "Bread", "Fish").Product(ProductId.None, line)?.Name);

    [Theory]
    [InlineData("Peas (frozen)", "2 x 500 g peas (frozen)")]
    [InlineData("Milk, lactose free", "buy 2 milk, lactose free please")]
    [InlineData("(10 oz.) chopped spinach", "1 (10 oz.) chopped spinach")]
    [InlineData("Milk", "2 milk, cold (please)")]
    [InlineData("Peas", "500 g peas (the green ones)")]
    public void What_stands_in_brackets_or_behind_a_comma_is_part_of_the_name_where_such_a_name_is_sold(string name, string line) =>
        Assert.Equal(name, Shop("Peas", "Peas (frozen)", "Milk", "Milk, lactose free", "Chopped spinach", "(10 oz.) chopped spinach").Product(ProductId.None, line)?.Name);

    [Theory]
    [InlineData("Mozzarella", "mozarela")] // doubled letters say nothing
    [InlineData("Mozzarella", "mozzaerlla")]
    [InlineData("Mozzarella", "mozzarlla")]
    [InlineData("Mozzarella", "mozzaryella")]
    [InlineData("Mozzarella", "2 x 125 g mozzarilla (for pizza)")]
    [InlineData("초콜릿", "초콜렛")]
    [InlineData("ヨーグルト", "ヨーグリト")]
    public void One_typing_error_in_a_long_word_is_mended(string name, string line) => Assert.Equal(name, Shop(name, "Bread", "Fish").Product(ProductId.None, line)?.Name);

    [Theory]
    [InlineData("Wine", "wint")] // short
    [InlineData("Mustard", "custard")] // the first letter is another one
    [InlineData("Mozzarella", "mozzerilla")] // two
    [InlineData("Nappies size 3", "nappies size 4")]
    [InlineData("Butter", "batter bread")]
    [InlineData("Milk", "almond milk")]
    [InlineData("Butter", "peanut butter")]
    [InlineData("牛肉", "鶏肉")]
    public void What_may_be_another_thing_is_not_mended(string name, string line) => Assert.Null(Shop(name, "Fish").Product(ProductId.None, line));

    [Fact]
    public void A_word_that_is_sold_here_is_no_typing_error_of_another() =>
        Assert.Null(Shop("Butter", "Batter mix").Product(ProductId.None, "batter"));

    [Fact]
    public void Of_two_products_one_error_away_neither_is_meant_unless_they_stand_together()
    {
        Assert.Null(Shop("Marinara", "Marinera").Product(ProductId.None, "marinira"));
        Assert.Equal("Marinara", Book(Of("Marinara", "sauces"), Of("Marinera", "sauces")).Product(ProductId.None, "marinira")?.Name);
    }

    [Theory]
    [InlineData("Dứa", "Dứa")]
    [InlineData("Du\u031b\u0301a", "Dứa")]
    [InlineData("2 quả dừa", "Dừa")]
    [InlineData("du\u0300\u031ba", "Dừa")]
    [InlineData("dua", null)]
    public void Names_that_differ_in_marks_alone_are_told_apart_by_them(string line, string? name) => Assert.Equal(name, Shop("Dứa", "Dừa").Product(ProductId.None, line)?.Name);

    [Fact]
    public void Without_the_marks_the_first_is_found_where_all_stand_together() =>
        Assert.Equal("Dứa", Book(Of("Dứa", "fruit"), Of("Dừa", "fruit")).Product(ProductId.None, "3 dua")?.Name);

    [Fact]
    public void A_recipe_names_its_products_like_a_list()
    {
        var recipe = new Recipe("r", "R", "", 5, [new Ingredient("2 large onions, sliced", ProductId.None, "", false), new Ingredient("unicorn", ProductId.None, "", false)], []);
        var book = StoreBook.Compile(s_layout, [Of("Onion", "a")], [recipe]);
        Assert.Equal(["Onion", null], new[] { 0, 1 }.Select(ingredient => book.Product(book.Recipe("r")!, ingredient)?.Name));
    }

    [Theory]
    [InlineData("Ibuprofen", "ibuprofen400")]
    [InlineData("Ibuprofen", "ibu profen")]
    [InlineData("Ibuprofen", "ibuprofin 400 mg")]
    [InlineData("Ibuprofen", "Ｉｂｕｐｒｏｆｅｎ")]
    [InlineData("Ibuprofen", "buprofen")]
    [InlineData("Hustensaft", "2 Flaschen Hustensäfte")]
    [InlineData("Cold and flu sachets", "something against flu")]
    [InlineData("Ибупрофен", "пачка ибупрофена")]
    [InlineData("Тушь от кашля", "что-то от кашля")]
    [InlineData("Ιβουπροφαίνη", "2 ΙΒΟΥΠΡΟΦΑΙΝΗΣ")]
    [InlineData("Paracétamol", "parace\u0301tamol pour mamie")]
    [InlineData("어린이 해열제", "해열제를 두 개")]
    [InlineData("이부프로펜", "이부프로펜정 사기")]
    [InlineData("파스", "동전파스")]
    [InlineData("イブプロフェン錠", "いぶぷろふぇんを買う")]
    [InlineData("ロキソニンS", "ﾛｷｿﾆﾝ")]
    [InlineData("のど飴", "のど飴2袋")]
    [InlineData("PM 24", "2 x pm24")]
    public void Care_is_seen_in_every_way_of_writing(string name, string line) =>
        Assert.True(Book(Of(name, "pharmacy", isCare: true), Of("Bread", "bakery"), Of("파스타", "pasta")).IsCare(ProductId.None, line));

    [Theory]
    [InlineData("milk and bread")]
    [InlineData("200 mg")]
    [InlineData("double cream")]
    [InlineData("2 x 300 ml double cream")]
    [InlineData("파스타 2개")]
    [InlineData("2 bottles of wine for the weekend")]
    public void A_line_without_a_word_of_care_is_none(string line)
    {
        var book = Book(Of("Cold and flu tablets 200 mg", "pharmacy", isCare: true), Of("Antiseptic cream", "pharmacy", isCare: true), Of("파스", "pharmacy", isCare: true), Of("Double cream", "dairy"), Of("파스타", "pasta"));
        Assert.False(book.IsCare(ProductId.None, line));
    }

    [Theory]
    [InlineData("cream, antiseptic")]
    [InlineData("double cream (antiseptic)")]
    [InlineData("2 creams")]
    public void A_word_of_care_counts_where_more_than_an_amount_is_cut(string line)
    {
        var book = Book(Of("Antiseptic cream", "pharmacy", isCare: true), Of("Double cream", "dairy"));
        Assert.True(book.IsCare(ProductId.None, line));
    }

    [Fact]
    public void A_care_products_name_one_error_away_never_finds_something_else()
    {
        var book = Book(Of("Panadol", "pharmacy", isCare: true), Of("Panadola", "bakery"));
        Assert.NotEqual("Panadola", book.Product(ProductId.None, "panadolo")?.Name);
        Assert.True(book.IsCare(ProductId.None, "panadolo"));
    }

    [Fact]
    public void Of_one_name_for_a_care_product_and_another_care_counts()
    {
        var book = Book(Of("Honey", "breakfast"), Of("Honey", "pharmacy", isCare: true));
        Assert.True(book.IsCare(ProductId.None, "2 honey"));
    }

    [Fact]
    public void No_line_is_too_strange_to_be_read()
    {
        const string letters = "aex2½ ,.-()[]:/*×~'’éſßİ\u0301\u00ad\u200b\u3099\ud83e\udb40\udd00가두개를\u1100\u1161の二個を買うーﾊﾟｶヴァ牛乳ибσςđ́€";
        var random = new Random(39);
        var book = Book(Of("a", "x"), Of("é ае", "y"), Of("牛乳", "z"), Of("두개", "z"), Of("ーパ", "z", isCare: true), Of("exx aex", "z", isCare: true));
        for (var round = 0; round < 20_000; round++)
        {
            var line = string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => letters[random.Next(letters.Length)]));
            var product = book.Product(ProductId.None, line);
            Assert.True(product is not { IsCare: true } || book.IsCare(ProductId.None, line), line);
        }
    }

    [Fact]
    public void At_the_limit_of_kept_answers_all_are_forgotten_and_found_again()
    {
        var names = new NameIndex([Of("Milk", "dairy"), Of("Ibuprofen", "pharmacy", isCare: true)]);
        for (var i = 0; i < NameIndex.KeptMax; i++) Assert.Equal("Milk", names.Find($"{i} x milk")?.First.Name);
        Assert.Equal(NameIndex.KeptMax, names.Kept);
        Assert.True(names.IsCare("one line more, ibuprofen"));
        Assert.Equal(1, names.Kept);
        Assert.Equal("Milk", names.Find("0 x milk")?.First.Name);
        Assert.NotNull(names.Find("milk"));
        Assert.Equal(2, names.Kept);
    }

    private static readonly StoreLayout s_layout = new(new StoreId("s1"), "Shop", "EUR", "", [], [], [], []);

    private static StoreBook Shop(params string[] names) => Book([.. names.Select(name => Of(name, name))]);

    private static StoreBook Book(params Product[] products) => StoreBook.Compile(s_layout, products, []);

    private static Product Of(string name, string zone, bool isCare = false) => new(new ProductId($"{name} {zone}"), name, new ZoneId(zone), "1", 99, 5, isCare, []);
}
