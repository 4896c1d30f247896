namespace SmartStore.Core.Tests.Stores;

public sealed class NameKeyTests
{
    [Theory]
    [InlineData("Tomatoes", "tomato")]
    [InlineData("Potatoes", "POTATO")]
    [InlineData("Cherries", "cherry")]
    [InlineData("Cookies", "cookie")]
    [InlineData("Bay leaves", "bay leaf")]
    [InlineData("Loaves", "loaf")]
    [InlineData("Radishes", "radish")]
    [InlineData("Peaches", "peach")]
    [InlineData("Quiches", "quiche")]
    [InlineData("Boxes", "box")]
    [InlineData("Glasses", "glass")]
    [InlineData("Mousses", "mousse")]
    [InlineData("Olives", "olive")]
    [InlineData("Cheeses", "cheese")]
    [InlineData("Kiwis", "kiwi")]
    [InlineData("Peas", "pea")]
    [InlineData("Shoes", "shoe")]
    [InlineData("Crème fraîche", "creme fraiche")]
    [InlineData("Cre\u0300me frai\u0302che", "CREME FRAICHE")]
    [InlineData("Jalapeño", "jalapenos")]
    [InlineData("Smørrebrød", "smorrebrod")]
    [InlineData("Süßkartoffel", "susskartoffel")]
    [InlineData("Œufs", "oeuf")]
    [InlineData("  whole--milk ", "Whole milk")]
    [InlineData("Baker's yeast", "bakers yeast")]
    [InlineData("Phở bò", "Pho\u031b\u0309 bo\u0300")]
    [InlineData("PHỞ BÒ", "pho bo")]
    [InlineData("김치", "\u1100\u1175\u11b7\u110e\u1175")]
    [InlineData("りんごジュース", "りんこ\u3099シ\u3099ュース")]
    [InlineData("パン", "ハ\u309aン")]
    [InlineData("ﾊﾟﾝ", "パン")]
    [InlineData("Ρύζι μπασμάτι", "ΡΥΖΙ ΜΠΑΣΜΑΤΙ")]
    [InlineData("Ρύζι", "Ρυ\u0301ζι")]
    [InlineData("Чай", "Чаи\u0306")]
    [InlineData("Мёд", "мед")]
    [InlineData("Choco\u00adlate milk", "Chocolate\u00a0milk")]
    [InlineData("Choco\u200dlate\u200bmilk", "chocolate milk")]
    [InlineData("Ｔｏｆｕ", "tofu")]
    [InlineData("葛\udb40\udd00餅", "葛餅")]
    [InlineData("חָלָב", "חלב")]
    [InlineData("دَقيق", "دقيق")]
    [InlineData("🥛 milk", "milk")]
    public void Two_spellings_of_one_thing_meet(string one, string other) => Assert.Equal(NameKey.Of(one), NameKey.Of(other));

    [Theory]
    [InlineData("milk", "oat milk")]
    [InlineData("pepper", "pepperoni")]
    [InlineData("oil", "olive oil")]
    [InlineData("ham", "hammer")]
    [InlineData("gas", "ga")]
    [InlineData("grape", "grappa")]
    [InlineData("7 up", "7 seas")]
    [InlineData("दूध", "दही")]
    public void Different_things_stay_different(string one, string other) => Assert.NotEqual(NameKey.Of(one), NameKey.Of(other));

    [Theory]
    [InlineData("")]
    [InlineData(" -- !? ")]
    [InlineData("\u0301")]
    public void Nothing_comparable_is_the_empty_key(string name) => Assert.True(NameKey.Of(name).IsEmpty);

    [Fact]
    public void Letters_of_other_scripts_stay_as_they_are() => Assert.Equal("молоко 두부 豆腐", NameKey.Of("Молоко, 두부, 豆腐").Value);

    [Fact]
    public void A_key_is_its_own_key()
    {
        foreach (var name in (string[])["Tomatoes", "Crème fraîche", "Bay leaves", "Quiches", "Cookies", "hummus", "Œufs", "shoes"])
            Assert.Equal(NameKey.Of(name), NameKey.Of(NameKey.Of(NameKey.Of(name).Value).Value));
    }
}
