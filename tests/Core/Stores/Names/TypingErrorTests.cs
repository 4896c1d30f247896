namespace SmartStore.Core.Tests.Stores.Names;

public sealed class TypingErrorTests
{
    [Fact]
    public void One_error_is_what_the_definition_of_the_distance_says()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var (one, other) = (Word(random), Word(random));
            Assert.True(TypingError.IsOne(one, other) == (Distance(one, other) == 1), $"{one} {other}");
        }
    }

    [Theory]
    [InlineData("mozzarella", "mozzarlla", true)]
    [InlineData("red onions", "red oinons", true)]
    [InlineData("red wine", "red wint", false)]
    [InlineData("mozzarella", "mozzarella", false)]
    [InlineData("vitamin1", "vitamin2", false)]
    [InlineData("mozzarella", "nozzarella", false)]
    public void Only_a_long_word_is_believed_to_be_mistyped(string name, string typed, bool isOne) => Assert.Equal(isOne, TypingError.IsInLongWord(typed, name, out _));

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => (char)('a' + random.Next(3))));

    // Optimal string alignment, as it is written in textbooks.
    private static int Distance(string one, string other)
    {
        var d = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[one.Length, other.Length];
    }
}
