using SmartStore.Core.Sightings.Rotating;
using SmartStore.Grains.Presence;
using SmartStore.Host.Tags;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>The operator's file of tag keys: what it may say, every mistake by its place, and no key on any screen.</summary>
public sealed class TagKeysTests : IDisposable
{
    private const string Key = "7c91330e61dfea4606b5b3ecb4457d76";
    private const string OtherKey = "0102030405060708090A111213141516";
    private const string Good = $$"""{"shopper_id":"anna","identity_key":"{{Key}}","exponent":10,"clock_s":1204320,"read_at":"2026-11-20T09:00:00Z"}""";

    private readonly FreshFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"tags\":[", "]}")]
    public void A_list_of_tags_is_read_with_or_without_an_object_around_it(string before, string after)
    {
        Assert.Empty(Read(before + Good + after, out var tags));

        var tag = Assert.Single(tags);
        Assert.Equal(("anna", Key), (tag.Shopper, Convert.ToHexStringLower(tag.Tag.IdentityKey.Span)));
        var readAt = (uint)new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal(new EidTag(tag.Tag.IdentityKey, 10, readAt, 1_204_320, 5), tag.Tag);
    }

    [Fact]
    public void Numbers_at_their_bounds_capitals_and_offsets_are_read()
    {
        var least = $$"""{"shopper_id":"a","identity_key":"{{Key}}","exponent":0,"clock_s":0,"read_at":"1970-01-01T00:00:00Z","uncertainty_s":0}""";
        var most = $$"""{"shopper_id":"{{new string('z', 64)}}","identity_key":"{{OtherKey}}","exponent":15,"clock_s":4294967295,"read_at":"2106-02-07T07:28:15.5+01:00","uncertainty_s":32767}""";

        Assert.Empty(Read($"[{least},{most}]", out var tags));

        Assert.Equal((0, 0u, 0u, 0), (tags[0].Tag.Exponent, tags[0].Tag.ClockS, tags[0].Tag.ReadAtUnixS, tags[0].Tag.UncertaintyS));
        Assert.Equal((15, uint.MaxValue, uint.MaxValue, 32_767), (tags[1].Tag.Exponent, tags[1].Tag.ClockS, tags[1].Tag.ReadAtUnixS, tags[1].Tag.UncertaintyS));
    }

    [Fact]
    public void A_shopper_may_carry_several_tags()
    {
        Assert.Empty(Read($"[{Good},{Good.Replace(Key, OtherKey, StringComparison.Ordinal)}]", out var tags));
        Assert.Equal(["anna", "anna"], tags.Select(tag => tag.Shopper));
    }

    [Theory]
    [InlineData("\"anna\"", "\"\"", "shopper_id")]
    [InlineData("\"anna\"", "\"two words\"", "shopper_id")]
    [InlineData("\"anna\"", "7", "shopper_id")]
    [InlineData("\"anna\"", "\"\\ud800\"", "shopper_id")]
    [InlineData("\"anna\"", "[[\"anna\"]]", "shopper_id")]
    [InlineData("7d76\"", "7d7\"", "identity_key")]
    [InlineData("7d76\"", "7d7677\"", "identity_key")]
    [InlineData("7d76\"", "7dxx\"", "identity_key")]
    [InlineData("10,", "-1,", "exponent")]
    [InlineData("10,", "16,", "exponent")]
    [InlineData("10,", "9.5,", "exponent")]
    [InlineData("10,", "\"10\",", "exponent")]
    [InlineData("10,", "null,", "exponent")]
    [InlineData("1204320", "-1", "clock_s")]
    [InlineData("1204320", "4294967296", "clock_s")]
    [InlineData("09:00:00Z", "09:00:00", "read_at")]
    [InlineData("2026-11-20T09:00:00Z", "yesterday", "read_at")]
    [InlineData("2026-11-20T09:00:00Z", "2026-13-20T09:00:00Z", "read_at")]
    [InlineData("2026-11-20T09:00:00Z", "1969-12-31T23:59:59Z", "read_at")]
    [InlineData("2026-11-20T09:00:00Z", "2106-02-07T06:28:16Z", "read_at")]
    [InlineData("\"exponent\":10", "\"exponent\":10,\"uncertainty_s\":32768", "uncertainty_s")]
    [InlineData("\"exponent\":10", "\"exponent\":10,\"exponent\":11", "exponent")]
    [InlineData("\"shopper_id\":\"anna\",", "", "shopper_id")]
    [InlineData("\"exponent\":10,", "", "exponent")]
    public void A_mistake_in_a_field_is_named_by_its_path_and_gives_no_tags(string good, string wrong, string field)
    {
        var document = $"[{Good.Replace(Key, OtherKey, StringComparison.Ordinal)},{Good.Replace(good, wrong, StringComparison.Ordinal)}]";

        Assert.Equal([$"[1].{field}"], Places(document, out var tags));
        Assert.Empty(tags);
    }

    [Theory]
    [InlineData("7", "document")]
    [InlineData("\"tags\"", "document")]
    [InlineData("{}", "tags")]
    [InlineData("{\"tags\":{}}", "tags")]
    [InlineData("{\"tags\":[],\"tags\":[]}", "tags")]
    [InlineData("{\"tags\":[],\"more\":[[1]]}", "document")]
    [InlineData("{\"tags\":[7]}", "tags[0]")]
    [InlineData("[[[]],null]", "[0]", "[1]")]
    [InlineData("", "keys.json:1:1")]
    [InlineData("[]]", "keys.json:1:3")]
    [InlineData("[\n{,}]", "keys.json:2:2")]
    public void A_mistake_of_shape_is_named_by_its_place(string document, params string[] places) => Assert.Equal(places, Places(document, out _));

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var document = $$"""
            {"tags": [
              {{Good}},
              {"shopper_id": "bob", "identity_key": "{{Key}}", "exponent": 10, "clock_s": 0, "read_at": "2026-11-20T09:00:00Z"},
              {"shopper_id": "", "identity_key": "{{Key[1..]}}", "exponent": 99, "clock_s": -1, "read_at": 7, "colour": {"a": [1]} },
              {"shopper_id": "eve"}
            ]}
            """;

        Assert.Equal(
            [
                "tags[1].identity_key", "tags[2].shopper_id", "tags[2].identity_key", "tags[2].exponent", "tags[2].clock_s", "tags[2].read_at", "tags[2]",
                "tags[3].identity_key", "tags[3].exponent", "tags[3].clock_s", "tags[3].read_at",
            ],
            Places(document, out _));
    }

    [Fact]
    public void A_key_that_two_tags_have_is_named_with_the_place_where_it_came_first()
    {
        var problem = Assert.Single(Read($"[{Good},{Good.Replace(Key, Key.ToUpperInvariant(), StringComparison.Ordinal)}]", out _));
        Assert.Equal("[1].identity_key", problem.Path);
        Assert.EndsWith("[0].identity_key", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mistake_shows_what_stands_in_the_file()
    {
        var document = $$"""[{"{{Key}}":"anna","shopper_id":"{{Key}} ","identity_key":"{{Key}}0","exponent":"{{Key}}"},{{Good}},{{Good}},"{{Key}}"]""";
        var problems = Read(document, out _);
        Assert.Equal(8, problems.Count);
        Assert.All(problems, problem => Assert.DoesNotContain(Key, problem.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void As_many_tags_as_may_be_are_read_and_the_one_more_is_named()
    {
        var three = string.Join(',', Enumerable.Range(1, 3).Select(i => Good.Replace(Key, i.ToString("x32"), StringComparison.Ordinal)));
        Assert.Empty(TagKeysReader.Read(Encoding.UTF8.GetBytes($"[{three}]"), "keys.json", out var tags, tagsMax: 3));
        Assert.Equal(3, tags.Count);

        var problem = Assert.Single(TagKeysReader.Read(Encoding.UTF8.GetBytes($"[{three},{Good},7]"), "keys.json", out tags, tagsMax: 3));
        Assert.Equal("[3]", problem.Path);
        Assert.Contains(" 3 ", problem.Message, StringComparison.Ordinal);
        Assert.Empty(tags);
    }

    [Fact]
    public void A_million_tags_may_be() => Assert.Equal(1_000_000, RotatingTags.TagsMax);

    [Fact]
    public void A_file_of_the_largest_size_is_read_and_a_larger_one_is_not()
    {
        var file = _folder.Write("keys.json", $"[{Good}]");
        var bytes = (int)new FileInfo(file).Length;

        Assert.Single(TagKeysFile.Read(file, default, bytes).Tags);
        var problem = Assert.Single(TagKeysFile.Read(file, default, bytes - 1).Problems);
        Assert.Equal(file, problem.Path);
        Assert.Contains($"{bytes - 1}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_every_user_can_read_is_noticed_and_one_of_a_group_is_not()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = _folder.Write("keys.json", "[]");
        const UnixFileMode ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(file, ours);
        Assert.False(TagKeysFile.Read(file, default).OthersCanRead);
        File.SetUnixFileMode(file, ours | UnixFileMode.OtherRead);
        Assert.True(TagKeysFile.Read(file, default).OthersCanRead);
    }

    [Theory]
    [InlineData(19, 0)]
    [InlineData(20, 1)]
    public void Clocks_that_may_be_half_a_rotation_off_by_now_are_counted(int days, int outdated)
    {
        var file = _folder.Write("keys.json", $"[{Good.Replace("10", "9", StringComparison.Ordinal)}]");
        var readAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(outdated, TagKeysFile.Read(file, readAt.AddDays(days)).Outdated);
    }

    [Fact]
    public async Task A_server_with_mistakes_in_its_file_names_them_all_and_does_not_start()
    {
        var file = _folder.Write("keys.json", $"[{Good.Replace("10", "16", StringComparison.Ordinal)},{Good},{Good}]");

        var ended = await Child.Run("serve", "--data", _folder.Path, "--tag-keys", file);

        Assert.Equal(2, ended.Code);
        ended.ShowsNoStackTrace();
        Assert.Equal(4, ended.Complaints.Length);
        Assert.StartsWith("[0].exponent: must be", ended.Complaints[0], StringComparison.Ordinal);
        Assert.StartsWith("[1].identity_key: must be", ended.Complaints[1], StringComparison.Ordinal);
        Assert.Contains("3 mistakes", ended.Complaints[3], StringComparison.Ordinal);
        Assert.Contains("--tag-keys", ended.Complaints[3], StringComparison.Ordinal);
        Assert.DoesNotContain(Key, ended.Err, StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(_folder.File("smartstore.db")));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var ended = await Child.Run("serve", "--data", _folder.Path, "--tag-keys", _folder.File("none.json"));

        Assert.Equal(2, ended.Code);
        ended.ShowsNoStackTrace();
        Assert.Contains("none.json", Assert.Single(ended.Complaints), StringComparison.Ordinal);
    }

    private static IReadOnlyList<SmartStore.Core.Stores.Problem> Read(string document, out IReadOnlyList<RotatingTag> tags) =>
        TagKeysReader.Read(Encoding.UTF8.GetBytes(document), "keys.json", out tags);

    private static IEnumerable<string> Places(string document, out IReadOnlyList<RotatingTag> tags) => Read(document, out tags).Select(problem => problem.Path);
}
