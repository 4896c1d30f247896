namespace SmartStore.Core.Tests.Zones;

public sealed class ClockWordsTests
{
    [Theory]
    [InlineData(-40, "40 s behind")]
    [InlineData(119, "119 s ahead")]
    [InlineData(-420, "7 min behind")]
    [InlineData(7200, "2 h ahead")]
    [InlineData(-172800, "2 days behind")]
    public void A_wrong_clock_is_told_in_words(double aheadS, string words) => Assert.Equal(words, ClockWords.Off(aheadS));
}
