using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SmartStore.Core.Cases;
using SmartStore.Core.Households;
using SmartStore.Core.Members;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Tests.Stored;

/// <summary>Between processes, what grains are told and answer arrives as it was sent.</summary>
public sealed class TravelTests
{
    private static readonly Serializer _serializer = new ServiceCollection().AddGrainCodecs().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string> Facts() => [.. Examples.ShopperFacts.Cast<object>().Concat(Examples.OrderFacts).Concat(Examples.CaseFacts).Select(fact => fact.GetType().Name)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_travels_whole(string kind)
    {
        if (Examples.ShopperFacts.FirstOrDefault(fact => fact.GetType().Name == kind) is { } shopper) Travels(shopper);
        else if (Examples.OrderFacts.FirstOrDefault(fact => fact.GetType().Name == kind) is { } order) Travels(order);
        else Travels(Examples.CaseFacts.Single(fact => fact.GetType().Name == kind));
    }

    [Fact]
    public void Every_kind_of_fact_is_among_those_that_travel() => Assert.Equal(
        typeof(ShopperFact).Assembly.GetTypes().Where(type => type.BaseType == typeof(ShopperFact) || type.BaseType == typeof(OrderFact) || type.BaseType == typeof(CaseFact)).Select(type => type.Name).Order(),
        Facts().Select(row => row.Data).Order());

    [Fact]
    public void A_shopper_with_everything_travels_whole() => Travels(new ShopperReply(new ShopperView(Examples.Shopper), ResponseOutcome.NoSuchSuggestion));

    [Fact]
    public void A_list_that_was_edited_travels_whole() => Travels(new ShopperReply(new ShopperView(Examples.Edited), ResponseOutcome.Taken, ListOutcome.Full));

    [Fact]
    public void A_member_and_a_refused_consent_travel_whole()
    {
        Travels(new MemberView(Examples.Member));
        Travels(new MemberView(Examples.Looked));
        Travels(new MemberView(Examples.Pushed));
        Travels(new ShopperView(Examples.Choosy));
        foreach (var fact in Examples.MemberFacts) Travels(fact);
        Assert.Equal(typeof(MemberFact).Assembly.GetTypes().Where(type => type.BaseType == typeof(MemberFact)).Select(type => type.Name).Order(), Examples.MemberFacts.Select(fact => fact.GetType().Name).Order());
        Travels(new ShopperReply(new ShopperView(Examples.Waiting), ResponseOutcome.Taken) { Consent = ConsentOutcome.NeedsText });
    }

    [Fact]
    public void An_order_with_everything_travels_whole() => Travels(new OrderReply(OrderPutOutcome.Final, new OrderView(Examples.Held)));

    [Fact]
    public void What_staff_shoppers_and_lockers_are_answered_travels_whole()
    {
        Travels(new TapReply(null, new OrderId("o9")) { Name = "Ann", More = 2, Household = new("h-1") });
        Travels(new StaffReply(StaffOutcome.NeedsId, new OrderView(Examples.HandedOn)));
        Travels(new OrderPassReply(OrderPassOutcome.NotReady, new OrderView(Examples.HandedOn)));
        Travels(new ManifestsReply(7, [new Manifest("L1", 8, Examples.At(1), [new ManifestOrder(new("o1"), 3, "A1", Examples.At(2), Examples.At(3))])]));
        foreach (var fact in Examples.StoreFacts) Travels(fact);
    }

    [Fact]
    public void What_is_answered_about_cases_travels_whole()
    {
        Travels(new CaseReply(CaseReplyOutcome.TakenByAnother, Examples.Case));
        Travels(new CaseGrant(CaseGrantOutcome.TooManyHelps, "Ann", "ko", MayBeSeen: true) { Store = new("corner"), Zone = new("dairy"), Visit = new("v-1") });
        Travels(Examples.Lessons.Lessons.Select(kept => kept.Lesson).ToArray());
        Travels(new QueueView(TimeSpan.FromMinutes(3), 4, ["t1"]));
    }

    [Fact]
    public void What_a_person_is_answered_who_asks_for_their_data_travels_whole()
    {
        Travels(new ErasureReply(Examples.Leaving.Erasing));
        Travels(new SignOutReply(2, Examples.SignedOut));
        Travels(new ExportReply(Examples.Informed, [new byte[] { 1, 2 }], Examples.At(1)));
    }

    [Fact]
    public void What_households_are_told_and_answer_travels_whole()
    {
        Assert.Equal(typeof(HouseholdFact).Assembly.GetTypes().Where(type => type.BaseType == typeof(HouseholdFact)).Select(type => type.Name).Order(), Examples.HouseholdFacts.Select(fact => fact.GetType().Name).Order());
        foreach (var fact in Examples.HouseholdFacts) Travels(fact);
        Travels(new HouseholdReply(HouseholdOutcome.NotAllowed, Examples.Household));
        Travels(new ShopperView(Examples.AtHome));
    }

    [Fact]
    public void Answers_to_taps_travel_whole()
    {
        Travels(new TapReply(null, new Core.OrderId("o1")) { Holder = "ann", Name = "Ann", More = 2 });
        Travels(new TapReply(new TapAnswer(Examples.Origin("x").Key, Examples.At(1), TapOutcome.Ok, new("o1"), "Here you are."), Order: null));
        Travels(new TapReply(Answer: null, new Core.OrderId("o1")));
    }

    [Fact]
    public void What_trackers_are_answered_travels_whole() => Travels(new LocateReply(
        new ShopperPresence(Examples.Ann, 7, Exists: true, MayBeTracked: true, Examples.At(1), new OpenVisit(new("v"), new("corner"), new("dairy"), Examples.At(2), Examples.At(3)), new ProvenZone(new("desk"), Examples.At(4))) { Language = "ko" },
        IsRefused: true));

    [Theory]
    [InlineData("ibeacon:f7826da6-4fa2-4e98-8024-bc5b71e0893e:1:2")]
    [InlineData("mac:aa:bb:cc:dd:ee:01")]
    [InlineData("")]
    public void What_a_phone_heard_travels_whole(string spelling)
    {
        var key = BeaconKey.TryParse(spelling, out var parsed) ? parsed : BeaconKey.OfEid(0x0102030405060708);
        Sighting[] sent = [new Sighting(key, 0xaabbccddeeff, -70, 1_790_000_000_123)];
        Assert.Equal(sent, _serializer.Deserialize<Sighting[]>(_serializer.SerializeToArray(sent)));
    }

    [Fact]
    public void Failures_travel_as_what_they_are()
    {
        foreach (Exception error in new Exception[] { new TryAgainException("a"), new StoreUnavailableException("b"), new StoreBusyException("c"), new StoreDamagedException("d"), new FactQuarantinedException("e") })
        {
            var arrived = _serializer.Deserialize<Exception>(_serializer.SerializeToArray(error));
            Assert.Equal((error.GetType(), error.Message), (arrived!.GetType(), arrived.Message));
        }
    }

    private static void Travels<T>(T sent)
    {
        var arrived = _serializer.Deserialize<T>(_serializer.SerializeToArray(sent));
        Assert.Equal(sent!.GetType(), arrived!.GetType());
        Assert.Equal(JsonSerializer.Serialize<object>(sent), JsonSerializer.Serialize<object>(arrived));
    }
}
