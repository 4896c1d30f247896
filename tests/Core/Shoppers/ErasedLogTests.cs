
namespace SmartStore.Core.Tests.Shoppers;

public sealed class ErasedLogTests
{
    private const string Ann = "a1 2026-11-29T12:00:00.001Z\n";
    private const string Ben = "b2 2026-11-28T09:30:00.000Z\n";

    [Fact]
    public void What_was_written_is_read_again() => Assert.Equal(Ann + Ben, ErasedLog.Write(Read(Ann + Ben)));

    [Fact]
    public void Files_are_merged_by_time_and_an_erasure_of_several_files_is_there_once() =>
        Assert.Equal(Ben + Ann, ErasedLog.Write(ErasedLog.Merge(Read(Ann), Read(Ann + Ben), [], Read(Ben + Ben))));

    [Fact]
    public void Erasures_of_one_moment_are_in_the_order_of_their_pseudonyms()
    {
        const string first = "a1 2026-11-29T12:00:00.001Z\n", second = "a2 2026-11-29T12:00:00.001Z\n";
        Assert.Equal(first + second, ErasedLog.Write(ErasedLog.Merge(Read(second), Read(first))));
    }

    [Fact]
    public void Who_came_back_and_was_erased_again_is_there_twice()
    {
        const string again = "a1 2026-11-29T12:00:00.002Z\n";
        Assert.Equal(Ann + again, ErasedLog.Write(ErasedLog.Merge(Read(again), Read(Ann))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n")]
    public void A_file_without_erasures_is_empty(string text) => Assert.Empty(Read(text));

    [Fact]
    public void Lines_may_end_as_an_editor_on_Windows_ends_them() => Assert.Equal(Read(Ann + Ben), Read((Ann + Ben).Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void A_last_line_that_was_cut_at_any_place_costs_only_itself()
    {
        for (var length = 0; length < Ann.Length - 1; length++) Assert.Equal(Read(Ben), Read(Ben + Ann[..length]));
        Assert.Equal(Read(Ben + Ann), Read(Ben + Ann[..^1]));
    }

    [Theory]
    [InlineData("a1\n")]
    [InlineData("a1 yesterday\n")]
    [InlineData("a1 2026-11-29T12:00:00Z\n")]
    [InlineData("a1  2026-11-29T12:00:00.001Z\n")]
    [InlineData(" 2026-11-29T12:00:00.001Z\n")]
    [InlineData("a/1 2026-11-29T12:00:00.001Z\n")]
    public void A_line_that_is_no_erasure_is_named_by_its_number(string line)
    {
        ErasedLog.Read(Ben + line + Ann, out var wrong);
        Assert.Equal(2, wrong);
    }

    [Theory]
    [InlineData(64, 0)]
    [InlineData(65, 1)]
    public void A_pseudonym_has_64_characters_at_most(int length, int wrongLine)
    {
        ErasedLog.Read($"{new string('f', length)} 2026-11-29T12:00:00.001Z\n", out var wrong);
        Assert.Equal(wrongLine, wrong);
    }

    private static IReadOnlyList<Erasure> Read(string text)
    {
        var erasures = ErasedLog.Read(text, out var wrong);
        Assert.Equal(0, wrong);
        return erasures;
    }
}
