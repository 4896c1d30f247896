using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Core.Cases;
using SmartStore.Core.Cases.Topics;
using SmartStore.Core.Journal;
using SmartStore.Core.Orders;
using SmartStore.Core.Stores;
using SmartStore.Grains.Cases;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Households;
using SmartStore.Grains.Journal;
using SmartStore.Grains.Members;
using SmartStore.Grains.Orders;
using SmartStore.Grains.Records;
using SmartStore.Grains.Shoppers;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Grains.Stores;

namespace SmartStore.Grains.Tests.Stored;

/// <summary>What lies on disk is pinned in <c>pinned.txt</c>: every later version has to read these bytes. A new form adds a line and keeps the old ones.</summary>
public sealed class StoredBytesTests
{
    private static readonly ShopperForm _shopper = new(Examples.Ann, ShopperRules.Default, DateTimeOffset.UnixEpoch);
    private static readonly CaseForm _case = new(CaseRules.Default);
    private static readonly MemberForm _member = new(Examples.Ann);
    private static readonly OrderForm _order = new(HandoverRules.Default);
    private static readonly HouseholdForm _household = new(Examples.Household.Id);
    private static readonly BoardForm _board = new(Examples.Board.Id, StoreRules.Default);

    [Fact]
    public void A_shopper_with_everything_is_the_pinned_bytes() => Same("shopper-1", _shopper.Write(Examples.Shopper));

    [Fact]
    public void The_pinned_shopper_is_the_shopper_with_everything() => Same(Examples.Shopper, _shopper.Read(Pinned("shopper-1")));

    [Fact]
    public void A_shopper_with_an_edited_list_is_the_pinned_bytes() => Same("shopper-2", _shopper.Write(Examples.Edited));

    [Fact]
    public void The_pinned_shopper_with_an_edited_list_is_the_same() => Same(Examples.Edited, _shopper.Read(Pinned("shopper-2")));

    [Fact]
    public void A_shopper_in_a_household_is_the_pinned_bytes() => Same("shopper-75", _shopper.Write(Examples.AtHome));

    [Fact]
    public void The_pinned_shopper_in_a_household_is_the_same() => Same(Examples.AtHome, _shopper.Read(Pinned("shopper-75")));

    [Fact]
    public void A_household_is_the_pinned_bytes() => Same("household-1", _household.Write(Examples.Household));

    [Fact]
    public void The_pinned_household_is_the_household() => Same(Examples.Household, _household.Read(Pinned("household-1")));

    [Fact]
    public async Task A_stores_stock_is_the_pinned_bytes()
    {
        var documents = new MemoryStateStore(new FakeTimeProvider());
        Product[] products = [.. new[] { "milk", "soap" }.Select(id => new Product(new(id), id, new("dairy"), "", 100, 9, IsCare: false, []))];
        var book = StoreBook.Compile(new StoreLayout(Examples.Board.Id, "", "", "", [], [], [], []), products, []);
        await new StockShelf(documents).Put(book, [new StockChange(new("milk"), 3, 199), new StockChange(new("soap"), 0, null)], Examples.At(1));
        Same("stock-1", (await documents.Document("stock", Examples.Board.Id.Value))!.Body!);
    }

    [Fact]
    public async Task The_pinned_stock_is_the_stock()
    {
        var documents = new MemoryStateStore(new FakeTimeProvider());
        await documents.PutDocument("stock", Examples.Board.Id.Value, Pinned("stock-1"));
        var shelf = new StockShelf(documents);
        shelf.Take(await shelf.Changed(CancellationToken.None));
        Assert.Equal([new StockLine(new("milk"), 3, 199, Examples.At(1)), new StockLine(new("soap"), 0, null, Examples.At(1))], shelf.Lines(Examples.Board.Id.Value));
    }

    [Fact]
    public void An_order_with_everything_is_the_pinned_bytes() => Same("order-1", _order.Write(Examples.Held));

    [Fact]
    public void The_pinned_order_is_the_order_with_everything() => Same<HeldOrder?>(Examples.Held, _order.Read(Pinned("order-1")));

    [Fact]
    public void An_order_that_is_being_handed_over_is_the_pinned_bytes() => Same("order-2", _order.Write(Examples.HandedOn));

    [Fact]
    public void The_pinned_order_that_is_being_handed_over_is_that_order() => Same<HeldOrder?>(Examples.HandedOn, _order.Read(Pinned("order-2")));

    [Fact]
    public void A_shopper_who_asked_for_what_is_kept_is_the_pinned_bytes() => Same("shopper-65", _shopper.Write(Examples.Informed));

    [Fact]
    public void The_pinned_shopper_who_asked_for_what_is_kept_is_the_same() => Same(Examples.Informed, _shopper.Read(Pinned("shopper-65")));

    [Fact]
    public void A_shopper_who_ended_their_devices_is_the_pinned_bytes() => Same("shopper-67", _shopper.Write(Examples.SignedOut));

    [Fact]
    public void The_pinned_shopper_who_ended_their_devices_is_the_same() => Same(Examples.SignedOut, _shopper.Read(Pinned("shopper-67")));

    [Fact]
    public void A_shopper_who_is_being_erased_is_the_pinned_bytes() => Same("shopper-66", _shopper.Write(Examples.Leaving));

    [Fact]
    public void The_pinned_shopper_who_is_being_erased_is_the_same() => Same(Examples.Leaving, _shopper.Read(Pinned("shopper-66")));

    [Fact]
    public void An_order_of_nobody_is_the_pinned_bytes() => Same("order-65", _order.Write(Examples.Detached));

    [Fact]
    public void The_pinned_order_of_nobody_is_the_same() => Same<HeldOrder?>(Examples.Detached, _order.Read(Pinned("order-65")));

    [Fact]
    public void A_collector_is_the_pinned_bytes() => Same("shopper-30", _shopper.Write(Examples.Collector));

    [Fact]
    public void The_pinned_collector_is_the_collector() => Same(Examples.Collector, _shopper.Read(Pinned("shopper-30")));

    [Fact]
    public void A_member_who_fetched_for_another_is_the_pinned_bytes() => Same("shopper-90", _shopper.Write(Examples.Fetcher));

    [Fact]
    public void The_pinned_member_who_fetched_for_another_is_that_member() => Same(Examples.Fetcher, _shopper.Read(Pinned("shopper-90")));

    [Fact]
    public void A_child_whose_consents_wait_is_the_pinned_bytes() => Same("shopper-60", _shopper.Write(Examples.Waiting));

    [Fact]
    public void The_pinned_child_whose_consents_wait_is_that_child() => Same(Examples.Waiting, _shopper.Read(Pinned("shopper-60")));

    [Fact]
    public void A_member_with_everything_is_the_pinned_bytes() => Same("member-1", _member.Write(Examples.Member));

    [Fact]
    public void The_pinned_member_is_the_member_with_everything() => Same(Examples.Member, _member.Read(Pinned("member-1")));

    [Fact]
    public void A_member_with_preferences_and_accesses_is_the_pinned_bytes() => Same("member-2", _member.Write(Examples.Looked));

    [Fact]
    public void The_pinned_member_with_preferences_and_accesses_is_that_member() => Same(Examples.Looked, _member.Read(Pinned("member-2")));

    [Fact]
    public void A_member_whose_browser_takes_pushes_is_the_pinned_bytes() => Same("member-3", _member.Write(Examples.Pushed));

    [Fact]
    public void The_pinned_member_whose_browser_takes_pushes_is_that_member() => Same(Examples.Pushed, _member.Read(Pinned("member-3")));

    [Fact]
    public void A_shopper_with_preferences_is_the_pinned_bytes() => Same("shopper-64", _shopper.Write(Examples.Choosy));

    [Fact]
    public void The_pinned_shopper_with_preferences_is_that_shopper() => Same(Examples.Choosy, _shopper.Read(Pinned("shopper-64")));

    [Fact]
    public void A_board_with_codes_and_manifests_is_the_pinned_bytes() => Same("store-30", _board.Write(Examples.BusyBoard));

    [Fact]
    public void The_pinned_board_with_codes_and_manifests_is_that_board() => Same(Examples.BusyBoard, _board.Read(Pinned("store-30")));

    [Fact]
    public void A_board_with_everything_is_the_pinned_bytes() => Same("store-1", _board.Write(Examples.Board));

    [Fact]
    public void The_pinned_board_is_the_board_with_everything() => Same<StoreBoard>(Examples.Board, _board.Read(Pinned("store-1")));

    [Fact]
    public void A_board_with_people_on_duty_is_the_pinned_bytes() => Same("store-duty", _board.Write(Examples.BoardWithDuty));

    [Fact]
    public void The_pinned_board_with_people_on_duty_is_that_board() => Same<StoreBoard>(Examples.BoardWithDuty, _board.Read(Pinned("store-duty")));

    [Fact]
    public void A_case_with_everything_is_the_pinned_bytes() => Same("case-1", _case.Write(Examples.Case));

    [Fact]
    public void The_pinned_case_is_the_case_with_everything() => Same<ServiceCase?>(Examples.Case, _case.Read(Pinned("case-1")));

    [Fact]
    public void A_case_with_a_promised_word_is_the_pinned_bytes() => Same("case-90", _case.Write(Examples.PromisedCase));

    [Fact]
    public void The_pinned_case_with_a_promised_word_is_that_case() => Same<ServiceCase?>(Examples.PromisedCase, _case.Read(Pinned("case-90")));

    [Fact]
    public void A_case_with_a_given_topic_is_the_pinned_bytes() => Same("case-2", _case.Write(Examples.SortedCase));

    [Fact]
    public void The_pinned_case_with_a_given_topic_is_that_case() => Same<ServiceCase?>(Examples.SortedCase, _case.Read(Pinned("case-2")));

    [Fact]
    public void A_case_of_an_erased_shopper_is_the_pinned_bytes() => Same("case-3", _case.Write(Examples.LonelyCase));

    [Fact]
    public void The_pinned_case_of_an_erased_shopper_is_that_case() => Same<ServiceCase?>(Examples.LonelyCase, _case.Read(Pinned("case-3")));

    [Fact]
    public void Lessons_of_a_store_are_the_pinned_bytes() => Same("lessons-1", new LessonsForm().Write(Examples.Lessons));

    [Fact]
    public void The_pinned_lessons_are_those_lessons() => Same(Examples.Lessons, new LessonsForm().Read(Pinned("lessons-1")));

    [Fact]
    public void A_shopper_with_cases_is_the_pinned_bytes() => Same("shopper-70", _shopper.Write(Examples.WithCases));

    [Fact]
    public void The_pinned_shopper_with_cases_is_that_shopper() => Same(Examples.WithCases, _shopper.Read(Pinned("shopper-70")));

    [Fact]
    public void A_board_with_cases_is_the_pinned_bytes() => Same("store-70", _board.Write(Examples.BoardWithCases));

    [Fact]
    public void The_pinned_board_with_cases_is_that_board() => Same<StoreBoard>(Examples.BoardWithCases, _board.Read(Pinned("store-70")));

    [Fact]
    public void Journal_rows_of_every_kind_are_the_pinned_bytes()
    {
        Assert.Equal(typeof(JournalEntry).Assembly.GetTypes().Where(type => type.BaseType == typeof(JournalEntry)).Select(type => type.Name).Order(), Examples.JournalEntries.Select(entry => entry.GetType().Name).Order());
        foreach (var row in Examples.JournalEntries.Select(entry => JournalForm.Of(entry, "whose")))
        {
            Same($"journal-{row.Kind}", row.Body.ToArray());
            Assert.Equal(row.Kind is "handover" or "pickup" ? "" : "whose", row.Pseudonym);
        }
    }

    [Fact]
    public void Journal_rows_that_are_parked_are_the_pinned_bytes_and_are_read_back()
    {
        JournalRow[] rows = [new(Examples.At(1), "whose", JournalKind.Answer, new byte[] { 1, 2 }), new(Examples.At(1), "", JournalKind.Pickup, default)];
        Same("journal-parked", SqliteJournal.Packed(rows));
        Assert.Equal(rows.Select(Text), SqliteJournal.Unpacked(Pinned("journal-parked")).Select(Text));

        static string Text(JournalRow row) => $"{row.At:O} {row.Pseudonym} {row.Kind} {Convert.ToHexString(row.Body.Span)}";
    }

    [Fact]
    public void A_record_with_everything_is_the_pinned_bytes() => Same("record-1", RecordImage<Shopper>.Bytes(Examples.Record(_shopper.Write(Examples.Shopper))));

    [Fact]
    public void The_pinned_record_is_read_with_its_outbox()
    {
        var image = RecordImage<Shopper>.Read(Pinned("record-1"), _shopper);
        Same(Examples.Shopper, image.State);
        Assert.Equal((4_001, 17, 3), (image.Version, image.Sequence, image.PushedOut));
        Assert.Equal((17, "s-1", 2), (image.Outbox.Single().Sequence, image.Outbox.Single().Subject, image.Outbox.Single().Undoes));
        Assert.Equal("store/corner", image.Envelope.Copies.Single().Target);
        Assert.True(image.HasSeen(Fingerprint.Of("f1")));
        Assert.Equal("why", image.Envelope.Quarantined.Single().Why);
    }

    [Fact]
    public void A_record_of_a_newer_program_is_refused_with_what_to_do()
    {
        var newer = new Grains.Stored.Envelope { Form = RecordImage<Shopper>.Form + 1 };
        var error = Assert.Throws<GrainInterfaces.StoreDamagedException>(() => RecordImage<Shopper>.Read(RecordImage<Shopper>.Bytes(newer), _shopper));
        Assert.Contains("newer program", error.Message);
    }

    [Fact]
    public void An_active_shopper_with_a_list_of_twenty_items_fits_in_2_kb()
    {
        var shopper = Examples.Shopper with
        {
            List = [.. Enumerable.Range(0, 20).Select(i => new ListItem($"item-{i}", $"Product {i}", new($"product-{i}"), 1, IsDone: false))],
            Trace = [.. Enumerable.Range(0, TraceEntry.PerShopperMax).Select(i => new TraceEntry(Examples.At(i), Cause.Zone, Outcome.Quiet, "recipe-12"))],
        };
        Assert.InRange(_shopper.Write(shopper).Length, 1_000, 2_048);
    }

    private static byte[] Pinned(string name)
    {
        using var file = typeof(StoredBytesTests).Assembly.GetManifestResourceStream("pinned.txt")!;
        using var lines = new StreamReader(file);
        while (lines.ReadLine() is { } line)
            if (line.StartsWith(name + " ", StringComparison.Ordinal))
                return Convert.FromBase64String(line[(name.Length + 1)..]);
        throw new InvalidOperationException($"pinned.txt has no {name}");
    }

    private static void Same(string name, byte[] bytes) => Assert.Equal(Convert.ToBase64String(Pinned(name)), Convert.ToBase64String(bytes));

    private static void Same<T>(T expected, T seen) => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(seen));
}
