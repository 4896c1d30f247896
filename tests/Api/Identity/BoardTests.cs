using SmartStore.Core;
using SmartStore.Core.Devices;
using SmartStore.Core.Staff;

namespace SmartStore.Api.Tests.Identity;

/// <summary>A tablet that is registered once, and members of the staff who sign in at it with a PIN.</summary>
public sealed class BoardTests : IAsyncLifetime
{
    private const string Orders = $$"""{"storeId":"{{ApiShop.StoreId}}","orderId":"order-1-of-ann"}""";
    private static readonly DeviceName Tablet = new(ApiShop.StoreId, DeviceKind.Board, "tablet-1");

    private ApiShop _shop = null!;
    private string _password = "";

    // With an issuer, so that nothing but the board's cookie says who calls.
    public async ValueTask InitializeAsync()
    {
        _shop = await ApiShop.Open(new ApiOptions { JwtIssuer = "https://issuer.example", JwtAudience = "smartstore", Jwks = "/nowhere" });
        _password = (await Devices.Put(Tablet))!.Password;
        await Put("kim", "1234", "staff");
        await Put("mia", "87654321", "staff", "manager");
        await Put("tom", "", "staff");
        await Members.Put(new StaffMember(new StaffId("else"), "Else", [new StoreId("elsewhere")], ["staff"]), "1234");
        await _shop.Tell("ann", 1);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private IDevices Devices => (IDevices)_shop.Services.GetService(typeof(IDevices))!;

    private IStaffMembers Members => (IStaffMembers)_shop.Services.GetService(typeof(IStaffMembers))!;

    [Fact]
    public async Task A_board_is_registered_with_the_password_of_its_device_and_shows_its_own_store_without_names()
    {
        using var board = new TestBrowser(_shop.Http);
        Assert.Equal(HttpStatusCode.Forbidden, await Post(board, "/board", $$"""{"user":"{{Tablet}}","password":"wrong"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(board, "/board", """{"user":"corner/board/none","password":""}"""));
        foreach (var nothing in (string[])["""{"user":null}""", """{"user":"corner/board/none","password":null}""", "[]", "{"]) Assert.Equal(HttpStatusCode.BadRequest, await Post(board, "/board", nothing));
        Assert.Equal(HttpStatusCode.Unauthorized, (await board.Get("/board/people")).Status);
        await Register(board);
        Assert.Contains(board.SetCookies, static cookie => cookie.Contains("httponly", StringComparison.Ordinal) && cookie.Contains("samesite=strict", StringComparison.Ordinal));

        using var shown = await board.Stream($"/v1/stores/{ApiShop.StoreId}/updates?without_names=true");
        Assert.Equal(HttpStatusCode.Forbidden, (await board.Get($"/v1/stores/{ApiShop.StoreId}/updates")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await board.Get("/v1/stores/elsewhere/updates?without_names=true")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await board.Call("Staff/Claim", Orders));
        Assert.Equal(HttpStatusCode.Forbidden, await board.Call("Shoppers/GetList", """{"shopperId":"ann"}"""));
        Assert.Equal(HttpStatusCode.OK, await board.Call("Stores/GetStore", $$"""{"storeId":"{{ApiShop.StoreId}}"}"""));
        Assert.Equal("""[{"id":"kim","name":"KIM"},{"id":"mia","name":"MIA"}]""", (await board.Get("/board/people")).Body);
    }

    [Fact]
    public async Task Who_signs_in_with_a_PIN_acts_in_their_own_name_and_as_what_they_are()
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        Assert.Equal(HttpStatusCode.NoContent, await Pin(board, "kim", "1234"));
        Assert.Equal("""{"kind":"board","subject":"kim","roles":["staff"],"canSignIn":false}""", (await board.Get("/session")).Body);
        Assert.Equal(HttpStatusCode.OK, await board.Call("Staff/Claim", Orders));
        Assert.Equal(HttpStatusCode.Forbidden, await board.Call("Staff/Claim", Orders.Replace("}", ",\"staffId\":\"mia\"}", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.NoContent, await Pin(board, "mia", "87654321"));
        Assert.Contains("\"manager\"", (await board.Get("/session")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await board.Call("Operators/ListDevices", "{}"));
    }

    [Fact]
    public async Task A_locked_board_shows_no_names_does_nothing_and_keeps_who_is_on_duty()
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        await Pin(board, "kim", "1234");
        Assert.Equal(HttpStatusCode.NoContent, await Post(board, "/board/lock", "{}"));

        Assert.Equal("""{"kind":"board","subject":"kim","roles":["board"],"canSignIn":false}""", (await board.Get("/session")).Body);
        Assert.Equal(HttpStatusCode.Forbidden, await board.Call("Staff/Claim", Orders));
        Assert.Equal(HttpStatusCode.Forbidden, (await board.Get($"/v1/stores/{ApiShop.StoreId}/updates?staff_id=kim")).Status);
        using var duty = await board.Stream($"/v1/stores/{ApiShop.StoreId}/updates?staff_id=kim&without_names=true");
        Assert.Equal(HttpStatusCode.NoContent, await Post(board, "/board/leave", "{}"));
        Assert.Contains("\"subject\":\"\"", (await board.Get("/session")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await board.Get($"/v1/stores/{ApiShop.StoreId}/updates?staff_id=kim&without_names=true")).Status);
    }

    [Theory]
    [InlineData("/board/lock", "{}")]
    [InlineData("/board/leave", "{}")]
    [InlineData("/board/person", "{\"staff\":\"mia\",\"pin\":\"87654321\"}")]
    public async Task What_another_window_of_a_board_shows_with_names_ends_when_it_is_locked_or_somebody_elses_and_what_it_shows_without_goes_on(string path, string body)
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        await Pin(board, "kim", "1234");
        using var names = await board.Stream($"/v1/stores/{ApiShop.StoreId}/updates?staff_id=kim");
        using var wall = await board.Stream($"/v1/stores/{ApiShop.StoreId}/updates?without_names=true&heartbeat_s=3");
        using var other = new TestBrowser(_shop.Http);
        var second = (await Devices.Put(Tablet with { Id = "tablet-2" }))!;
        Assert.Equal(HttpStatusCode.NoContent, await Post(other, "/board", $$"""{"user":"{{second.Device.Name}}","password":"{{second.Password}}"}"""));
        await Pin(other, "kim", "1234");
        using var elsewhere = await other.Stream($"/v1/stores/{ApiShop.StoreId}/updates?staff_id=kim&heartbeat_s=3");

        var before = board.Copy();
        Assert.Equal(HttpStatusCode.NoContent, await Post(board, path, body));
        var said = await names.ReadToEndAsync(ApiShop.Soon);
        Assert.Contains("event: status", said, StringComparison.Ordinal);
        Assert.Contains("This board was locked", said, StringComparison.Ordinal);
        // A window that has not got the new cookie yet comes back with the one of before.
        using (before) Assert.Equal(HttpStatusCode.Unauthorized, (await before.Get($"/v1/stores/{ApiShop.StoreId}/updates?staff_id=kim")).Status);
        foreach (var stream in (StreamReader[])[wall, elsewhere]) Assert.NotNull(await _shop.PassUntil(Heartbeat(stream)));
    }

    [Fact]
    public async Task After_five_wrong_PINs_nobody_is_asked_for_60_seconds_and_the_right_one_does_not_help()
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        foreach (var (staff, pin) in new[] { ("kim", "0000"), ("kim", "12345"), ("tom", ""), ("else", "1234"), ("nobody", "1234") }) Assert.Equal(HttpStatusCode.Forbidden, await Pin(board, staff, pin));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Pin(board, "kim", "1234"));
        _shop.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Pin(board, "kim", "1234"));
        _shop.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NoContent, await Pin(board, "kim", "1234"));
    }

    [Fact]
    public async Task A_members_PIN_is_not_tried_further_at_another_board_and_a_right_one_begins_anew()
    {
        var other = (await Devices.Put(Tablet with { Id = "tablet-2" }))!;
        using var first = new TestBrowser(_shop.Http);
        using var second = new TestBrowser(_shop.Http);
        await Register(first);
        Assert.Equal(HttpStatusCode.NoContent, await Post(second, "/board", $$"""{"user":"{{other.Device.Name}}","password":"{{other.Password}}"}"""));
        for (var wrong = 0; wrong < 4; wrong++) Assert.Equal(HttpStatusCode.Forbidden, await Pin(first, "kim", "0000"));
        Assert.Equal(HttpStatusCode.NoContent, await Pin(first, "kim", "1234"));
        for (var wrong = 0; wrong < 4; wrong++) Assert.Equal(HttpStatusCode.Forbidden, await Pin(first, "kim", "0000"));
        Assert.Equal(HttpStatusCode.Forbidden, await Pin(second, "kim", "0000"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Pin(second, "kim", "1234"));
        Assert.Equal(HttpStatusCode.NoContent, await Pin(second, "mia", "87654321"));
    }

    [Fact]
    public async Task Many_guesses_at_the_same_moment_are_five()
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        var said = await Task.WhenAll(Enumerable.Range(0, 40).Select(guess => Pin(board, "kim", $"{5000 + guess}")));
        Assert.Equal((5, 35), (said.Count(static status => status == HttpStatusCode.Forbidden), said.Count(static status => status == HttpStatusCode.TooManyRequests)));
    }

    [Fact]
    public async Task A_board_that_is_removed_or_a_member_who_ends_is_out_at_once()
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        await Pin(board, "kim", "1234");
        await Members.Put(new StaffMember(new StaffId("kim"), "KIM", [new StoreId(ApiShop.StoreId)], ["staff"]) { HasEnded = true }, "");
        Assert.Equal(HttpStatusCode.Forbidden, await board.Call("Staff/Claim", Orders));

        using var stream = await board.Stream($"/v1/stores/{ApiShop.StoreId}/updates?without_names=true");
        await Devices.Remove(Tablet);
        Assert.Equal(HttpStatusCode.Unauthorized, await board.Call("Stores/GetStore", $$"""{"storeId":"{{ApiShop.StoreId}}"}"""));
        var rest = await _shop.PassUntil(stream.ReadToEndAsync(ApiShop.Soon));
        Assert.Contains("event: status", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_other_sites_and_long_or_broken_requests_get_nowhere()
    {
        using var board = new TestBrowser(_shop.Http);
        await Register(board);
        var pin = """{"staff":"kim","pin":"1234"}""";
        Assert.Equal(HttpStatusCode.Forbidden, await board.Post("/board/person", pin, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await board.Post("/board/person", pin, ("Sec-Fetch-Site", "same-origin"), ("Content-Type", "text/plain")));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(board, "/board/person", "{"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(board, "/board/person", pin + new string(' ', 1025 - pin.Length)));
        Assert.Equal(HttpStatusCode.NoContent, await Post(board, "/board/person", pin + new string(' ', 1024 - pin.Length)));
    }

    private static async Task<string?> Heartbeat(StreamReader stream)
    {
        while (await stream.ReadLineAsync(ApiShop.Soon) is { } line)
            if (line.Contains("heartbeat", StringComparison.Ordinal)) return line;
        return null;
    }

    private Task Register(TestBrowser board) => Assert204(Post(board, "/board", $$"""{"user":"{{Tablet}}","password":"{{_password}}"}"""));

    private static async Task Assert204(Task<HttpStatusCode> answer) => Assert.Equal(HttpStatusCode.NoContent, await answer);

    private static Task<HttpStatusCode> Pin(TestBrowser board, string staff, string pin) => Post(board, "/board/person", $$"""{"staff":"{{staff}}","pin":"{{pin}}"}""");

    private static Task<HttpStatusCode> Post(TestBrowser board, string path, string body) => board.Post(path, body, ("Sec-Fetch-Site", "same-origin"));

    private Task<bool> Put(string id, string pin, params string[] roles) => Members.Put(new StaffMember(new StaffId(id), id.ToUpperInvariant(), [new StoreId(ApiShop.StoreId)], roles), pin);
}
