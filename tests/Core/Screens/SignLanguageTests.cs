using SmartStore.Core.Screens;

namespace SmartStore.Core.Tests.Screens;

/// <summary>What a sign speaks: C11.</summary>
public sealed class SignLanguageTests
{
    [Theory]
    [InlineData("0 0 2", "")]
    [InlineData("0 0 3", "ko")]
    [InlineData("1 0 2", "ko")]
    [InlineData("2 0 2", "")]
    [InlineData("0 1 2", "ko")]
    [InlineData("0 2 1", "en")]
    [InlineData("0 2 2", "")]
    [InlineData("3 0 0", "")]
    [InlineData("40 0 41", "ko")]
    public void It_is_what_more_than_half_of_at_least_three_people_chose(string people, string language) =>
        Assert.Equal(language, SignLanguage.Of([.. people.Split(' ').Select(int.Parse)]));

    [Theory]
    [InlineData("", 0)]
    [InlineData("en", 1)]
    [InlineData("EN-gb", 1)]
    [InlineData("ko-KR", 2)]
    [InlineData("fr", 0)]
    [InlineData("kok", 0)]
    public void A_language_counts_where_it_is_spoken_here(string preferred, int index) => Assert.Equal(index, SignLanguage.Index(preferred));

    [Fact]
    public void Every_language_that_is_spoken_here_has_its_table() => Assert.All(Phrases.Tags, tag => Assert.NotNull(Phrases.Find(tag)));
}
