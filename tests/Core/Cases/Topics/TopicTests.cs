using SmartStore.Core.Cases;
using SmartStore.Core.Cases.Topics;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Cases.Topics;

/// <summary>What a text is about, from twenty sentences a topic and language and from what cases taught.</summary>
public sealed class TopicTests
{
    [Fact]
    public void Every_topic_has_twenty_sentences_in_each_language_and_no_sentence_is_there_twice()
    {
        var topics = CaseTopics.All.Where(topic => topic != CaseTopics.Unsorted).ToList();
        Assert.InRange(topics.Count, 2, CaseTopics.Max);
        Assert.Equal(topics, TopicSamples.All.Select(sample => sample.Topic).Distinct());
        foreach (var topic in topics)
        {
            var texts = TopicSamples.All.Where(sample => sample.Topic == topic).Select(sample => sample.Text).ToList();
            Assert.Equal((TopicSamples.PerTopic, TopicSamples.PerTopic), (texts.Count(IsKorean), texts.Count(text => !IsKorean(text))));
        }
        Assert.Equal(TopicSamples.All.Count, TopicSamples.All.Select(sample => sample.Text).Distinct().Count());
    }

    [Fact]
    public void A_tenth_of_the_sentences_is_told_from_the_others_and_who_is_sure_is_right()
    {
        const int folds = 10;
        var (hits, sure, right) = (0, 0, 0);
        for (var fold = 0; fold < folds; fold++)
        {
            var model = TopicModel.Learn(TopicSamples.Lessons.Where((_, i) => i % folds != fold));
            foreach (var (topic, text) in TopicSamples.All.Where((_, i) => i % folds == fold))
            {
                var best = model.Best(TopicWords.Of(text));
                if (best.Topic == topic) hits++;
                if (best.Sure < TopicModel.SureFrom) continue;
                sure++;
                if (best.Topic == topic) right++;
            }
        }
        var all = (double)TopicSamples.All.Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"right {hits / all:0.000}, sure {sure / all:0.000}, right when sure {right / (double)sure:0.000}");
        Assert.True(hits / all > 0.75, $"{hits} of {all} are right");
        Assert.True(right > 0.9 * sure, $"{right} of {sure} are right when sure");
        Assert.True(sure > 0.5 * all, $"{sure} of {all} are sure");
    }

    [Theory]
    [InlineData("요구르트가 상했어요", "product.spoiled")]
    [InlineData("My yoghurt was mouldy!", "product.spoiled")]
    [InlineData("I asked for help but nobody came", "staff.waiting")]
    [InlineData("계산대 줄이 너무 길었습니다", "checkout.queue")]
    [InlineData("I was charged twice on my receipt", "checkout.error")]
    [InlineData("qzxv wkjp", "unsorted")]
    [InlineData("?!", "")]
    [InlineData("", "")]
    public void A_text_has_the_topic_that_is_likely_enough(string text, string topic) => Assert.Equal(topic, TopicModel.Seed.TopicOf(text));

    [Fact]
    public void What_cases_taught_is_known_the_next_day_and_a_topic_that_is_none_teaches_nothing()
    {
        const string text = "qzxv wkjp";
        var taught = Enumerable.Repeat(new TopicLesson("app.trouble", TopicWords.Of(text).Parts), 5).Append(new TopicLesson("weather", TopicWords.Of(text).Parts));
        Assert.Equal("app.trouble", TopicModel.Learn(TopicSamples.Lessons.Concat(taught)).TopicOf(text));
    }

    [Fact]
    public void The_same_lessons_make_the_same_model()
    {
        var (one, two) = (TopicModel.Learn(TopicSamples.Lessons), TopicModel.Learn(TopicSamples.Lessons));
        Assert.All(TopicSamples.All, sample => Assert.Equal(one.Best(TopicWords.Of(sample.Text)), two.Best(TopicWords.Of(sample.Text))));
    }

    [Fact]
    public void Of_a_long_text_the_beginning_is_read()
    {
        var words = string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"word{i}"));
        Assert.Equal(TopicWords.Max, TopicWords.Of(words).Parts.Count);
        Assert.InRange(TopicWords.Of(words).Words, 1, TopicWords.Max);
    }

    [Fact]
    public void A_store_keeps_five_hundred_lessons_and_of_a_case_the_newest()
    {
        var lesson = new TopicLesson("staff.praise", [1, 2]);
        var book = LessonBook.None.With(1, version: 5, lesson);
        Assert.Same(book, book.With(1, version: 5, new TopicLesson("staff.waiting", [3])));
        Assert.Equal("staff.waiting", Assert.Single(book.With(1, version: 6, new TopicLesson("staff.waiting", [3])).Lessons).Lesson.Topic);
        Assert.Empty(book.With(1, version: 6, lesson: null).Lessons);
        Assert.Same(book, book.With(2, version: 1, lesson: null));
        for (var i = 2; i <= LessonBook.Max + 1; i++) book = book.With((ulong)i, version: 1, lesson);
        Assert.Equal((LessonBook.Max, 2UL), (book.Lessons.Count, book.Lessons[0].Source));
    }

    [Theory]
    [InlineData("요구르트가 상했어요", "yogurt")]
    [InlineData("우유랑 요구르트는 괜찮았어요", "milk yogurt")]
    [InlineData("The olive oil leaked", "olive-oil")]
    [InlineData("the oil leaked onto the milk", "oil milk")]
    [InlineData("Everything was fine", "")]
    public void Products_are_found_by_name_also_where_Korean_goes_on_after_it(string text, string products)
    {
        Product[] sold = [.. new[] { ("yogurt", "요구르트"), ("milk", "우유"), ("milk-en", "Milk"), ("oil", "Oil"), ("olive-oil", "Olive oil") }.Select(product => new Product(new(product.Item1), product.Item2, ZoneId.Unknown, "", 1, 1, IsCare: false, []))];
        var book = StoreBook.Compile(CornerShop.Layout(CornerShop.Id), sold, []);
        Assert.Equal(products, string.Join(' ', NamedProducts.In(text, book, 3).Select(product => product.Value)).Replace("milk-en", "milk", StringComparison.Ordinal));
    }

    private static bool IsKorean(string text) => text.Any(c => c is >= '\uac00' and <= '\ud7a3');
}
