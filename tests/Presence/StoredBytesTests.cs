using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;
using SmartStore.Grains;

namespace SmartStore.Presence.Tests;

/// <summary>What lies on disk is pinned: these bytes were written by version 1 and must be read for ever.</summary>
public sealed class StoredBytesTests
{
    // version 1; profile Ann, VIP, one tag; consent 7 at 2026-03-02T12:00:00Z; list: i0 tomato
    private const string SmallShopper =
        "0801121E0A03416E6E10021A156D61633A61613A62623A63633A64643A65653A666618072080CCADF3CA332A160A0269301206746F6D61746F1A0674" +
        "6F6D61746F2001";

    // As above, with a visit in the dairy of the corner shop, a live reminder, a quiet subject, an answer and a trace; what stays and leavings are was not known yet
    private const string FullShopperWithoutStays =
        "0801121E0A03416E6E10021A156D61633A61613A62623A63633A64643A65653A666618072080CCADF3CA332A160A0269301206746F6D61746F1A0674" +
        "6F6D61746F20013A3E0A12762D4A614D654B373874494B52646B6972761206636F726E657218E8D3ADF3CA33220564616972792A05646169727930A8" +
        "92AEF3CA3338014801580140A892AEF3CA334ABE010A12732D4B6A5A4C4A43396253706C75774D4848120A08021206746F6D61746F20A892AEF3CA33" +
        "28E8E1D2F3CA33428D010A15596F75207061737365642074686520746F6D61746F1221596F75207061737365642074686520746F6D61746F20696E20" +
        "50726F647563652E2A0770726F64756365320269303A444265636175736520746F6D61746F206973207374696C6C206F70656E206F6E20796F757220" +
        "6C69737420616E6420796F752068617665206C6566742050726F647563652E521108021206746F6D61746F1890C8D4FDCA335A8D010A0B636F726E65" +
        "722F74312F781088F3ADF3CA331A777B226964223A2278222C226174223A22323032362D30332D30325431323A30303A30352E3030305A222C226F75" +
        "74636F6D65223A2265787069726564222C2274657874223A225468697320706173732068617320657870697265642E20506C656173652073686F7720" +
        "61206672657368206F6E652E227D621308D0A7DBE69567100618012206636F726E6572620C100618062206636F726E6572620410061819620F08807D" +
        "100618032206746F6D61746F620B08BF3E1008180722027431";

    // The same a while later, with the stay in the dairy since 12:00:30 and produce just left
    private const string FullShopperWithAnswersWhole =
        "0801121E0A03416E6E10021A156D61633A61613A62623A63633A64643A65653A666618072080CCADF3CA332A160A0269301206746F6D61746F1A0674" +
        "6F6D61746F20013A5B0A12762D4A614D654B373874494B52646B6972761206636F726E657218E8D3ADF3CA33220564616972792A05646169727930B0" +
        "B6AFF3CA333801580160B0B6AFF3CA33720770726F6475636578A0E8AEF3CA338001B0B6AFF3CA3340B0B6AFF3CA334AB3010A12732D4A7A5F764975" +
        "5037304A795633687A32120A08021206746F6D61746F20E0A9AEF3CA3328A0F9D2F3CA334282010A15596F75207061737365642074686520746F6D61" +
        "746F121D496E2050726F647563653A20746F6D61746F20286169736C652031292E2A0770726F64756365320269303A3D4265636175736520796F7520" +
        "6C6566742050726F64756365207769746820746F6D61746F207374696C6C206F70656E206F6E20796F7572206C6973742E521108021206746F6D6174" +
        "6F18C8DFD4FDCA335A8D010A0B636F726E65722F74312F781088F3ADF3CA331A777B226964223A2278222C226174223A22323032362D30332D303254" +
        "31323A30303A30352E3030305A222C226F7574636F6D65223A2265787069726564222C2274657874223A225468697320706173732068617320657870" +
        "697265642E20506C656173652073686F772061206672657368206F6E652E227D621308D0A7DBE69567100618012206636F726E6572620C1006180622" +
        "06636F726E6572620410061819621008F0AB01100918082206746F6D61746F620B08AF6D1008180722027431620808D0860310061819";

    // The same, with the parts of answers
    private const string FullShopperWithAnswersInParts =
        "0801121E0A03416E6E10021A156D61633A61613A62623A63633A64643A65653A666618072080CCADF3CA332A160A0269301206746F6D61746F1A0674" +
        "6F6D61746F20013A5B0A12762D4A614D654B373874494B52646B6972761206636F726E657218E8D3ADF3CA33220564616972792A05646169727930B0" +
        "B6AFF3CA333801580160B0B6AFF3CA33720770726F6475636578A0E8AEF3CA338001B0B6AFF3CA3340B0B6AFF3CA334AB3010A12732D4A7A5F764975" +
        "5037304A795633687A32120A08021206746F6D61746F20E0A9AEF3CA3328A0F9D2F3CA334282010A15596F75207061737365642074686520746F6D61" +
        "746F121D496E2050726F647563653A20746F6D61746F20286169736C652031292E2A0770726F64756365320269303A3D4265636175736520796F7520" +
        "6C6566742050726F64756365207769746820746F6D61746F207374696C6C206F70656E206F6E20796F7572206C6973742E521108021206746F6D6174" +
        "6F18C8DFD4FDCA335A470A0B636F726E65722F74312F781088F3ADF3CA332002322F5468697320706173732068617320657870697265642E20506C65" +
        "6173652073686F772061206672657368206F6E652E621308D0A7DBE69567100618012206636F726E6572620C100618062206636F726E657262041006" +
        "1819621008F0AB01100918082206746F6D61746F620B08AF6D1008180722027431620808D0860310061819";

    // The same, with the answers packed
    private const string FullShopper =
        "0801121E0A03416E6E10021A156D61633A61613A62623A63633A64643A65653A666618072080CCADF3CA332A160A0269301206746F6D61746F1A0674" +
        "6F6D61746F20013A5B0A12762D4A614D654B373874494B52646B6972761206636F726E657218E8D3ADF3CA33220564616972792A05646169727930B0" +
        "B6AFF3CA333801580160B0B6AFF3CA33720770726F6475636578A0E8AEF3CA338001B0B6AFF3CA3340B0B6AFF3CA334AB3010A12732D4A7A5F764975" +
        "5037304A795633687A32120A08021206746F6D61746F20E0A9AEF3CA3328A0F9D2F3CA334282010A15596F75207061737365642074686520746F6D61" +
        "746F121D496E2050726F647563653A20746F6D61746F20286169736C652031292E2A0770726F64756365320269303A3D4265636175736520796F7520" +
        "6C6566742050726F64756365207769746820746F6D61746F207374696C6C206F70656E206F6E20796F7572206C6973742E521108021206746F6D6174" +
        "6F18C8DFD4FDCA33621308D0A7DBE69567100618012206636F726E6572620C100618062206636F726E6572620410061819621008F0AB011009180822" +
        "06746F6D61746F620B08AF6D1008180722027431620808D08603100618196A44283A260B4FD8B9C588796BAE9C0100000200002F0054686973207061" +
        "73732068617320657870697265642E20506C656173652073686F772061206672657368206F6E652E";

    // version 1; ann at the entrance, and her order o1 waiting at the desk
    private const string Store =
        "0801126C0A03616E6E1203416E6E18022208656E7472616E63652A4456495020637573746F6D65722077686F2061677265656420746F206265206772" +
        "65657465643B20616E206F7264657220697320726561647920666F72207069636B75702E31CDCCCCCCCCCCEC3F38D0DBADF3CA331A1B0A026F311203" +
        "616E6E1A03416E6E22046465736B28D0DBADF3CA33";

    [Fact]
    public void A_small_shopper_is_these_bytes()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato");

        Assert.Equal(SmallShopper, Hex(ann.Grain.Save()));
    }

    [Fact]
    public void A_shopper_in_a_shop_is_these_bytes() => Assert.Equal(FullShopper, Hex(InTheShop().Grain.Save()));

    [Theory]
    [InlineData(FullShopperWithoutStays, 9)]
    [InlineData(FullShopperWithAnswersWhole, 30)]
    [InlineData(FullShopperWithAnswersInParts, 30)]
    [InlineData(FullShopper, 30)]
    public void The_pinned_shopper_reads_as_who_she_is(string bytes, int evidenceS)
    {
        var view = View(bytes);

        Assert.Equal(("Ann", Tier.Vip), (view.Profile!.Name, view.Profile.Tier));
        Assert.Equal(Purposes.Presence | Purposes.Suggestions | Purposes.StaffRecognition, view.Consent.Given);
        Assert.Equal(["tomato"], view.List.Select(item => item.Name));
        Assert.Equal(new OpenVisit(view.Presence().Visit!.Visit, Shop.Id, new ZoneId("dairy"), Ann.Noon.AddSeconds(1), Ann.Noon.AddSeconds(evidenceS)), view.Presence().Visit);
        Assert.Equal("Suggestion", Contracts.V1.ShopperUpdate.Parser.ParseFrom(view.Live(Ann.Noon.AddSeconds(evidenceS))[^1].Payload.Span).WhatCase.ToString());
        Assert.Equal(
            """{"id":"x","at":"2026-03-02T12:00:05.000Z","outcome":"expired","text":"This pass has expired. Please show a fresh one."}"""u8,
            view.AnswerOf(Ann.Origin("x").Key)!.ToJson());
        Assert.NotEmpty(view.Trace);
    }

    [Fact]
    public void A_state_without_newer_fields_still_reads()
    {
        // Only what the first line of the format ever had: version and a profile with a name.
        var view = View("0801" + "1205" + "0A03" + "416E6E");

        Assert.Equal("Ann", view.Profile!.Name);
        Assert.Equal(Purposes.None, view.Consent.Given);
        Assert.Empty(view.List);
        Assert.Null(view.Presence().Visit);
    }

    [Fact]
    public void A_field_of_a_later_version_does_no_harm_and_a_later_format_is_refused()
    {
        Assert.Equal("Ann", View("0801" + "12050A03416E6E" + "A20603787878").Profile!.Name); // field 100
        Assert.Throws<InvalidDataException>(() => View("0802" + "12050A03416E6E"));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("FF")]
    [InlineData("0801")]
    [InlineData("0801120A0A03416E6E")]
    public void What_is_no_state_is_refused_so_that_the_host_parks_the_grain(string hex)
    {
        Assert.Throws<InvalidDataException>(() => View(hex));
        if (hex != "0801") Assert.Throws<InvalidDataException>(() => new StoreGrainKind(StoreRules.Default).Activate("store/corner", Convert.FromHexString(hex), Ann.Noon));
    }

    [Fact]
    public void A_board_is_these_bytes_and_reads_as_what_it_is()
    {
        var store = (StoreGrain)new StoreGrainKind(StoreRules.Default).Activate("store/corner", default, Ann.Noon);
        var ann = Ann.WithEverything();
        ann.Order("o1", OrderState.Ready, 1);
        foreach (var fact in ann.Zone("entrance", 2).Sent) store.Handle(fact, new Turn(fact.Id));
        Assert.Equal(Store, Hex(store.Save()));

        var read = (StoreGrain)new StoreGrainKind(StoreRules.Default).Activate("store/corner", Convert.FromHexString(Store), Ann.Noon);
        Assert.Equal(store.Board.Vips, read.Board.Vips);
        Assert.Equal(store.Board.Waiting, read.Board.Waiting);
    }

    [Theory]
    [InlineData("list", "0A120A02693012044D696C6B1A02703120022801")]
    [InlineData("order", "0A140A026F311206636F726E6572180222046465736B")]
    [InlineData("zone", "0A06636F726E65721205646169727919000000000000E03F")]
    [InlineData("tap", "0A3C0A06636F726E6572120274311A01782226736D61727473746F72652F76312F636F726E65722F7465726D696E616C732F74312F6D696E652A0301020312046465736B1802")]
    [InlineData("response", "0A03732D311005")]
    public void Facts_in_the_inbox_are_these_bytes(string fact, string hex) => Assert.Equal(hex, Hex(Fact(fact).Payload));

    [Fact]
    public void An_active_shopper_with_a_list_of_twenty_fits_in_two_kilobytes()
    {
        var ann = Ann.WithEverything();
        string[] list = ["tomato", "mozzarella", .. Enumerable.Range(0, 18).Select(i => $"product-{i:000}")];
        ann.List(list);
        ann.Zone("entrance", 1);
        for (var i = 0; i < 12; i++)
        {
            ann.Zone("produce", 10 + (i * 20));
            ann.Zone("dairy", 20 + (i * 20));
        }
        ann.Tap("a-tap-id-of-some-length", 300);
        var view = ann.Grain.View();

        Assert.Equal(TraceEntry.PerShopperMax, view.Trace.Count);
        Assert.True(view.Live(Ann.Noon.AddSeconds(300)).Count >= 5, "a recipe and a reminder are live");
        var bytes = ann.Grain.Save()!.Value.Length;
        Assert.True(bytes <= 2_048, $"{bytes} bytes");
    }

    private static Ann InTheShop()
    {
        var ann = Ann.WithEverything();
        ann.List("tomato");
        ann.Zone("produce", 1);
        ann.Zone("dairy", 9);
        ann.Wake(Ann.Noon.AddSeconds(12));
        ann.Respond(ann.Grain.View().Live(Ann.Noon.AddSeconds(12))[^1].Id, Response.Shown, 13);
        ann.Tap("x", 5, PassVerdict.Expired);
        ann.Zone("produce", 20);
        ann.Zone("dairy", 30);
        return ann;
    }

    private static GrainEvent Fact(string fact) => fact switch
    {
        "list" => ShopperEvents.ListPut("e", Ann.Id, Ann.Noon, [new ListItem("i0", "Milk", new ProductId("p1"), 2, IsDone: true)]),
        "order" => ShopperEvents.OrderPut("e", Ann.Id, Ann.Noon, new Order(new OrderId("o1"), Shop.Id, OrderState.Ready, new ZoneId("desk"), [])),
        "zone" => ShopperEvents.ZoneObserved("e", Ann.Id, Ann.Noon, Shop.Id, new ZoneId("dairy"), 0.5),
        "tap" => ShopperEvents.Tapped(Ann.Id, Ann.Noon, Ann.Origin("x"), new ZoneId("desk"), PassVerdict.Valid),
        _ => ShopperEvents.ResponseGiven("e", Ann.Id, Ann.Noon, new SuggestionId("s-1"), Response.Never),
    };

    private static ShopperView View(string hex) =>
        ((ShopperGrain)new ShopperGrainKind(new Shop(), ShopperRules.Default, new Ann()).Activate("shopper/ann", Convert.FromHexString(hex), Ann.Noon)).View();

    private static string Hex(ReadOnlyMemory<byte>? bytes) => Convert.ToHexString(bytes!.Value.Span);
}
