using System.Text.Json;

namespace SmartStore.Flow.Tests.Foreign;

/// <summary>
/// The scenarios of handover and service desk, played by clients that are not ours: grpc-js calls, watches and is the offline locker, Mosquitto's clients tap and report.
/// What is asserted stands in <c>desk.mjs</c>, beside what is done; each scenario has a store of its own.
/// </summary>
public sealed class ForeignDeskTests(PlayedDesk desk) : IClassFixture<PlayedDesk>
{
    [Fact]
    public Task SA1_two_phones_that_tap_desk_and_locker_at_once_lead_to_one_handover_and_of_a_thousand_claims_one_counts() => desk.Plays("SA1");

    [Fact]
    public Task SA2_an_order_that_changes_hands_while_its_holder_taps_goes_to_whoever_is_holder_when_its_turn_comes() => desk.Plays("SA2");

    [Fact]
    public Task SA3_who_withdraws_presence_between_grant_and_door_gets_the_order_and_no_place_is_told() => desk.Plays("SA3");

    [Fact]
    public Task SA4_a_locker_that_was_cut_off_for_an_hour_with_a_fast_clock_tells_true_times_and_the_order_cancelled_meanwhile_is_a_case() => desk.Plays("SA4");

    [Fact]
    public async Task SA5_a_server_that_is_killed_between_grant_and_answer_gives_the_repeated_tap_the_same_grant()
    {
        PlayedDesk.SkipWithoutPeers();
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        await using var played = PlayedDesk.Play(first, "SA5");
        await Eventually.Is(() => played.HasExited || played.Out.Any(line => line.Contains("\"kill\"", StringComparison.Ordinal)), () => $"a grant; it said {played.Err}");
        await first.Kill();
        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await PlayedDesk.Ended(played, "SA5");
    }

    [Fact]
    public Task SA6_what_a_lost_phone_held_is_worth_nothing_but_at_a_locker_that_is_cut_off_until_its_next_manifest() => desk.Plays("SA6");

    [Fact]
    public Task SA7_a_member_of_sixteen_is_sent_to_the_desk_for_the_wine_which_goes_for_an_id_alone() => desk.Plays("SA7");

    [Fact]
    public Task SA8_who_did_not_bring_it_comes_too_late_to_complete_what_a_colleague_has_claimed() => desk.Plays("SA8");

    [Fact]
    public Task SB1_of_two_who_take_one_help_at_once_one_has_it_until_it_is_closed_and_the_phone_is_told_once() => desk.Plays("SB1");

    [Fact]
    public Task SB2_who_leaves_before_anybody_came_is_asked_whether_help_is_still_needed() => desk.Plays("SB2");

    [Fact]
    public Task SB3_help_in_the_pharmacy_shows_kind_and_zone_until_somebody_takes_it() => desk.Plays("SB3");

    [Fact]
    public Task SB4_when_nobody_is_left_on_duty_the_phone_offers_to_come_later_instead_of_a_lie() => desk.Plays("SB4");

    [Fact]
    public Task SB5_a_return_without_a_receipt_opens_and_shows_staff_nothing_of_the_household() => desk.Plays("SB5");

    [Fact]
    public Task SB6_the_same_wish_is_the_same_case_and_another_is_refused_for_help_and_opened_for_a_complaint() => desk.Plays("SB6");

    [Fact]
    public Task SB7_a_bad_rating_in_Korean_is_a_complaint_about_the_product_and_its_shopper_is_told_what_was_done() => desk.Plays("SB7");

    [Fact]
    public Task SB8_of_an_erased_shopper_a_return_stays_with_the_code_that_settles_it() => desk.Plays("SB8");

    [Fact]
    public Task C16_what_only_the_future_or_the_past_knows_is_carried_or_refused_with_its_path_and_breaks_nobody() => desk.Plays("C16");
}

/// <summary>One server in which the scenarios are played at once, by one process of node. A visit ends soon in it.</summary>
public sealed class PlayedDesk : IAsyncLifetime
{
    private readonly FreshFolder _data = new();
    private ServerProcess? _server;
    private Child? _played;

    /// <summary>Skips the test where something is missing that plays.</summary>
    public static void SkipWithoutPeers()
    {
        if (Missing is { } sentence) Assert.Skip(sentence);
    }

    /// <summary>Waits until a scenario was played to its end and asserts that all of it was so.</summary>
    public async Task Plays(string scenario)
    {
        SkipWithoutPeers();
        await Ended(_played!, scenario);
    }

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        _server = await ServerProcess.Start(_data.Path, flags: ["--visit-end", "4s"]);
        _played = Play(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_played is not null) await _played.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Starts the scenarios of these names; without one all that can be played beside each other.</summary>
    internal static Child Play(ServerProcess server, params IEnumerable<string> scenarios) =>
        Child.Start("node", [Path.Combine(Peers.Folder, "desk.mjs"), Repository.Path("services/Contracts"), $"{server.Grpc.Port}", $"{server.Mqtt}", .. scenarios]);

    /// <inheritdoc cref="Plays"/>
    internal static async Task Ended(Child played, string scenario)
    {
        await Eventually.Is(() => played.HasExited || Line(played, scenario) is not null, () => $"the end of {scenario}. {played.Err}");
        // Its last lines may come after its end.
        if (played.HasExited) await played.End();
        var line = Line(played, scenario);
        Assert.True(line is not null, $"{scenario} was not played. {played.Err}");
        var wrong = line.Value.GetProperty("wrong").GetString();
        Assert.True(wrong is null, wrong);
    }

    private static string? Missing => Peers.MissingForScripts("mosquitto_rr", "mosquitto_sub");

    private static JsonElement? Line(Child played, string scenario) => played.Out
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(line => line.TryGetProperty("scenario", out var name) && name.GetString() == scenario)
        .Select(line => (JsonElement?)line)
        .FirstOrDefault();
}
