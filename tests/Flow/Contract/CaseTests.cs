using Grpc.Core;
using SmartStore.Flow.Tests.Operators;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>The service desk, as phones and staff see it.</summary>
public sealed class CaseTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task Of_two_members_who_take_one_help_at_once_one_has_it_and_the_phone_is_told_once()
    {
        var anna = await _client.NewShopper([Purpose.Presence]);
        await using var phone = _client.Watch(anna);
        await phone.Entered;
        var help = await Open(anna, CaseKind.Help, "bakery");

        var taken = await Task.WhenAll(Try(help, "kim"), Try(help, "lee"));

        Assert.Single(taken, who => who is null);
        Assert.Contains(" was taken by ", taken.Single(who => who is not null)!.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.FailedPrecondition, taken.Single(who => who is not null)!.StatusCode);
        await _client.Staff.UpdateCaseAsync(Update(help, taken[0] is null ? "kim" : "lee", update => update.Settle = new CaseSettlement { Outcome = CaseOutcome.Helped, Text = "There you are." }));
        var settled = (await phone.First(update => update.Case?.State == CaseState.Settled, "the settled help")).Case;
        Assert.Equal(("There you are.", help.Id), (settled.Entries[^1].Text, settled.Id));
        Assert.Single(phone.Seen, update => update.Case?.State == CaseState.Taken);
    }

    [Fact]
    public async Task Help_in_the_pharmacy_shows_kind_and_zone_until_somebody_takes_it()
    {
        var anna = await _client.NewShopper([Purpose.Presence], "fever");
        await _client.Tap(anna, "pharmacy");
        await using var board = _client.WatchStaff();
        var request = new OpenCaseRequest { ShopperId = anna, RequestId = $"help-{anna}", Kind = CaseKind.Help, StoreId = CornerShop.Id, Text = "Where is it?", ProductIds = { "fever" } };
        var help = await _client.Shoppers.OpenCaseAsync(request);
        Assert.Equal("pharmacy", help.ZoneId);

        var shown = (await board.First(update => update.Case?.Id == help.Id, "the help on the board")).Case;

        Assert.Equal((CaseKind.Help, CaseState.Open, "pharmacy"), (shown.Kind, shown.State, shown.ZoneId));
        Assert.Equal(("", "", 0, 0), (shown.ShopperId, shown.Name, shown.ProductIds.Count, shown.Entries.Count));
        var taken = await _client.Staff.UpdateCaseAsync(Update(help, "kim", update => update.Take = true));
        Assert.Equal((anna, $"Name of {anna}", "fever", "Where is it?"), (taken.ShopperId, taken.Name, taken.ProductIds.Single(), taken.Entries[0].Text));
    }

    [Fact]
    public async Task When_nobody_is_left_on_duty_the_phone_offers_to_come_later_instead_of_a_lie()
    {
        var anna = await _client.NewShopper([]);
        await using var phone = _client.Watch(anna);
        await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = CornerShop.Layout("duty") });
        await _client.Stores.PutStaffMemberAsync(new PutStaffMemberRequest { Member = new StaffMember { Id = "mia", Name = "Mia", StoreIds = { "duty" } } });
        await using var board = new Updates<StoreUpdate>(cancel => _client.Staff.Watch(new WatchStoreRequest { StoreId = "duty", StaffId = "mia" }, cancellationToken: cancel));
        Case? help = null;
        // She is on duty a moment after her screen is open.
        await Eventually.Is(async () =>
        {
            if (help is not null) await _client.Shoppers.AddToCaseAsync(new AddToCaseRequest { ShopperId = anna, CaseId = help.Id, Withdraw = true });
            anna = await _client.NewShopper([]);
            help = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = anna, Kind = CaseKind.Help, StoreId = "duty", ZoneId = "dairy" });
            return help.DueAt is not null;
        }, () => "a time");
        Assert.InRange(help!.DueAt.ToDateTimeOffset() - help.OpenedAt.ToDateTimeOffset(), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));
        await using var annas = _client.Watch(anna);

        await _client.Stores.PutStaffMemberAsync(new PutStaffMemberRequest { Member = new StaffMember { Id = "mia", Name = "Mia", StoreIds = { "duty" }, Ended = true } });

        var asked = (await annas.First(update => update.Case is { DueAt: null } one && one.Id == help.Id, "the offer")).Case;
        Assert.Equal(["I wait", "In 20 minutes", "In 40 minutes"], asked.Entries[^1].Choices);
        var wrong = await Assert.ThrowsAsync<RpcException>(() => _client.Shoppers.AddToCaseAsync(new AddToCaseRequest { ShopperId = anna, CaseId = help.Id, Choice = "never" }).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, wrong.StatusCode);
        var later = await _client.Shoppers.AddToCaseAsync(new AddToCaseRequest { ShopperId = anna, CaseId = help.Id, Choice = "In 20 minutes" });
        Assert.InRange(later.DueAt.ToDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(18), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task The_same_wish_is_the_same_case_and_another_one_is_refused_for_help_and_opened_for_a_complaint()
    {
        var anna = await _client.NewShopper([]);
        await using var board = _client.WatchStaff();
        var first = await Open(anna, CaseKind.Help, "dairy");
        Assert.Equal(first.Id, (await Open(anna, CaseKind.Help, "dairy")).Id);
        var another = await Assert.ThrowsAsync<RpcException>(() => Open(anna, CaseKind.Help, "dairy", "2"));
        Assert.Equal((StatusCode.ResourceExhausted, "A shopper may have 1 open help; there is one already."), (another.StatusCode, another.Status.Detail));
        var complaint = await Open(anna, CaseKind.Complaint, "", "3");
        Assert.NotEqual(complaint.Id, (await Open(anna, CaseKind.Complaint, "", "4")).Id);
        await board.First(update => update.Case?.Id == complaint.Id, "the complaint on the board");
        Assert.Single(board.Seen, update => update.Case?.Id == first.Id);
    }

    [Fact]
    public async Task A_bad_rating_is_a_complaint_and_its_shopper_is_told_what_was_done()
    {
        var anna = await _client.NewShopper([]);
        await using var phone = _client.Watch(anna);
        await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = CornerShop.Layout("seoul") });
        await _client.Stores.PutCatalogAsync(new PutCatalogRequest { StoreId = "seoul", Products = { new Product { Id = "yogurt", Name = "요구르트", ZoneId = "dairy", Stock = 3 } } });
        var rating = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = anna, RequestId = $"r-{anna}", Kind = CaseKind.Rating, StoreId = "seoul", Rating = 1, Text = "요구르트가 상했어요" });
        Assert.Equal((CaseKind.Complaint, CaseState.Open, 1), (rating.Kind, rating.State, rating.Rating));
        Assert.Equal(("product.spoiled", "yogurt"), (rating.Topic, rating.ProductIds.Single()));

        await _client.Staff.UpdateCaseAsync(Update(rating, "kim", update => update.Take = true));
        await _client.Staff.UpdateCaseAsync(Update(rating, "kim", update => update.Settle = new CaseSettlement { Outcome = CaseOutcome.Refunded, Text = "We took the batch out." }));

        var told = (await phone.First(update => update.Case is { State: CaseState.Settled, Kind: CaseKind.Complaint }, "what was done")).Case;
        Assert.Equal(("We took the batch out.", CaseOutcome.Refunded), (told.Entries[^1].Text, told.Outcome));
        var good = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = anna, Kind = CaseKind.Rating, StoreId = CornerShop.Id, Rating = 5 });
        Assert.Equal((CaseKind.Rating, CaseState.Settled), (good.Kind, good.State));
    }

    [Fact]
    public async Task A_return_opens_and_says_that_there_is_no_receipt()
    {
        var anna = await _client.NewShopper([]);
        var opened = await Open(anna, CaseKind.Return, "", products: "milk");
        Assert.Equal((CaseState.Open, "We have no receipt for this. A member of staff looks at it with you."), (opened.State, opened.Entries[^1].Text));
    }

    [Fact]
    public async Task Of_an_erased_shopper_a_return_stays_with_a_code_that_settles_it_and_nothing_else()
    {
        var anna = await _client.NewShopper([]);
        var complaint = await Open(anna, CaseKind.Complaint, "", "1");
        var opened = await Open(anna, CaseKind.Return, "", "2", "milk");
        var export = (await _client.Shoppers.ExportMyDataAsync(new ExportMyDataRequest { ShopperId = anna })).Json;
        Assert.Contains(complaint.Id, export, StringComparison.Ordinal);

        var kept = Assert.Single((await _client.Shoppers.EraseMeAsync(new EraseMeRequest { ShopperId = anna, RequestId = "e1" })).Kept);

        Assert.Equal(("case", opened.Id, 8), (kept.What, kept.Id, kept.Code.Length));
        await Refused(StatusCode.NotFound, "in this store", () => _client.Staff.UpdateCaseAsync(Update(complaint, "kim", update => update.Take = true)).ResponseAsync);
        var alone = await _client.Staff.UpdateCaseAsync(Update(opened, "kim", update => update.Take = true));
        Assert.Equal(("", "", 0), (alone.ShopperId, alone.Name, alone.Entries.Count));
        await Refused(StatusCode.FailedPrecondition, "code:", () => _client.Staff.UpdateCaseAsync(Update(opened, "kim", update => update.Settle = new CaseSettlement { Outcome = CaseOutcome.Refunded })).ResponseAsync);
        var settled = await _client.Staff.UpdateCaseAsync(Update(opened, "kim", update => update.Settle = new CaseSettlement { Outcome = CaseOutcome.Refunded, Text = $"code:{kept.Code}" }));
        Assert.Equal(CaseState.Settled, settled.State);
        await using var board = _client.WatchStaff();
        await Open(await _client.NewShopper([]), CaseKind.Help, "dairy");
        await board.First(update => update.Case?.Kind == CaseKind.Help, "another help");
        Assert.DoesNotContain(anna, string.Join('\n', board.Seen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_status()
    {
        var anna = await _client.NewShopper([]);
        var help = await Open(anna, CaseKind.Help, "dairy");
        await Refused(StatusCode.NotFound, "There is no shopper", () => Open("nobody-there", CaseKind.Help, "dairy"));
        await Refused(StatusCode.InvalidArgument, "zone_id", () => Open(anna, CaseKind.Help, ""));
        await Refused(StatusCode.InvalidArgument, "zone_id", () => Open(anna, CaseKind.Help, "attic"));
        await Refused(StatusCode.InvalidArgument, "order_id", () => Open(anna, CaseKind.Order, ""));
        await Refused(StatusCode.InvalidArgument, "text", () => _client.Shoppers.AddToCaseAsync(new AddToCaseRequest { ShopperId = anna, CaseId = help.Id, Text = new string('x', 1_001) }).ResponseAsync);
        await Refused(StatusCode.NotFound, "of this shopper", () => _client.Shoppers.AddToCaseAsync(new AddToCaseRequest { ShopperId = anna, CaseId = "c-none", Text = "hello" }).ResponseAsync);
        await Refused(StatusCode.NotFound, "in this store", () => _client.Staff.UpdateCaseAsync(new UpdateCaseRequest { StoreId = CornerShop.Id, CaseId = "c-none", StaffId = "kim", Take = true }).ResponseAsync);
        await Refused(StatusCode.FailedPrecondition, "take it first", () => _client.Staff.UpdateCaseAsync(Update(help, "kim", update => update.Settle = new CaseSettlement { Outcome = CaseOutcome.Helped })).ResponseAsync);
        await Refused(StatusCode.InvalidArgument, "settle.outcome", () => _client.Staff.UpdateCaseAsync(Update(help, "kim", update => update.Settle = new CaseSettlement())).ResponseAsync);
        await Refused(StatusCode.InvalidArgument, "reply.choices", () => _client.Staff.UpdateCaseAsync(Update(help, "kim", update => update.Reply = new CaseReply { Text = "Which?", Choices = { "1", "2", "3", "4", "5", "6", "7" } })).ResponseAsync);
        await Refused(StatusCode.InvalidArgument, "topic", () => _client.Staff.UpdateCaseAsync(Update(help, "kim", update => update.Topic = "weather")).ResponseAsync);
        await Refused(StatusCode.NotFound, "There is no store", () => _client.Staff.UpdateCaseAsync(new UpdateCaseRequest { StoreId = "nowhere", CaseId = help.Id, StaffId = "kim", Take = true }).ResponseAsync);
    }

    [Fact]
    public async Task The_command_lists_takes_answers_and_resolves()
    {
        var anna = await _client.NewShopper([]);
        var help = await Open(anna, CaseKind.Help, "dairy");
        string[] Of(string what, params string[] more) => ["case", what, "--store", CornerShop.Id, "--server", shop.Server.Grpc.ToString(), .. more];
        string[] one = ["--case", help.Id, "--staff", "kim"];

        Assert.Contains($"{help.Id} help in The dairy for Name of {anna}, open", (await Child.Run(Of("list"))).Out, StringComparison.Ordinal);
        Assert.Contains("is taken by kim", (await Child.Run(Of("take", one))).Out, StringComparison.Ordinal);
        Assert.Contains("kim: I come.", (await Child.Run(Of("answer", [.. one, "I come."]))).Out, StringComparison.Ordinal);
        Assert.Contains("is settled by kim", (await Child.Run(Of("resolve", one))).Out, StringComparison.Ordinal);
        Assert.Contains("list", (await Child.Run("case", "--help")).Out, StringComparison.Ordinal);
        var again = await Child.Run(Of("take", one));
        Assert.Equal((1, $"Case \"{help.Id}\" is SETTLED."), (again.Code, again.Err.Trim()));
    }

    private static UpdateCaseRequest Update(Case of, string staff, Action<UpdateCaseRequest> what)
    {
        var request = new UpdateCaseRequest { StoreId = of.StoreId, CaseId = of.Id, StaffId = staff, RequestId = Guid.NewGuid().ToString("N") };
        what(request);
        return request;
    }

    private static async Task Refused(StatusCode status, string said, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(said, refused.Said(), StringComparison.Ordinal);
    }

    private async Task<Case> Open(string shopper, CaseKind kind, string zone, string request = "1", params string[] products) =>
        await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = shopper, RequestId = request, Kind = kind, StoreId = CornerShop.Id, ZoneId = zone, ProductIds = { products } });

    private async Task<RpcException?> Try(Case help, string staff)
    {
        try
        {
            await _client.Staff.UpdateCaseAsync(Update(help, staff, update => update.Take = true));
            return null;
        }
        catch (RpcException refused)
        {
            return refused;
        }
    }
}

/// <summary>Cases in a shop where a visit ends soon.</summary>
public sealed class CaseOfVisitTests(HastyShop shop) : IClassFixture<HastyShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task Who_leaves_before_anybody_came_is_asked_whether_help_is_still_needed()
    {
        var anna = await _client.NewShopper([Purpose.Presence]);
        await using var phone = _client.Watch(anna);
        await using var board = _client.WatchStaff();
        await _client.Tap(anna, "dairy");
        var help = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = anna, RequestId = "1", Kind = CaseKind.Help });
        Assert.Equal((CornerShop.Id, "dairy", true), (help.StoreId, help.ZoneId, help.Here));
        await _client.Tap(anna, "bakery");
        await board.First(update => update.Case is { ZoneId: "bakery" } one && one.Id == help.Id, "the help where she is now");

        var asked = (await phone.First(update => update.Case?.State == CaseState.Asked, "the question")).Case;

        Assert.Equal((help.Id, "You have left before anybody could help. Do you still need help?"), (asked.Id, asked.Entries[^1].Text));
        var over = await _client.Shoppers.AddToCaseAsync(new AddToCaseRequest { ShopperId = anna, CaseId = help.Id, Choice = asked.Entries[^1].Choices[1] });
        Assert.Equal(CaseState.Withdrawn, over.State);
    }

    [Fact]
    public async Task An_appointment_whose_shopper_has_come_stands_first_on_the_board()
    {
        var anna = await _client.NewShopper([Purpose.Presence]);
        var wished = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(2));
        var other = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = await _client.NewShopper([]), Kind = CaseKind.Complaint, StoreId = CornerShop.Id, Text = "It was cold." });
        var visit = await _client.Shoppers.OpenCaseAsync(new OpenCaseRequest { ShopperId = anna, RequestId = "2", Kind = CaseKind.Concierge, StoreId = CornerShop.Id, WishedAt = wished, Text = "Help me choose a wok." });
        Assert.Equal((wished, false), (visit.DueAt, visit.Here));
        await using var board = _client.WatchStaff();

        await _client.Tap(anna, "entrance");

        await board.First(update => update.Case is { Here: true } one && one.Id == visit.Id, "her arrival");
        await using var fresh = _client.WatchStaff();
        await fresh.First(update => update.Case?.Id == other.Id, "the complaint");
        Assert.Equal(visit.Id, fresh.Seen.First(update => update.Case is not null).Case.Id);
    }
}
