using SmartStore.Api.Calls;

namespace SmartStore.Api.Tests.Calls;

/// <summary>What the contract has and no rule serves yet says so, by name.</summary>
public sealed class NotBuiltTests(OpenApi open) : IClassFixture<OpenApi>
{
    private static readonly string[] Built =
    [
        "Shoppers.Watch", "Shoppers.Respond", "Shoppers.GetList", "Shoppers.PutList", "Shoppers.EditList", "Shoppers.EditHousehold", "Shoppers.GetConsent", "Shoppers.PutConsent", "Shoppers.GetPass", "Shoppers.Report",
        "Shoppers.GetAccessLog", "Shoppers.GetMember", "Shoppers.PutPreferences",
        "Shoppers.ExportMyData", "Shoppers.EraseMe", "Shoppers.EndDevices",
        "Shoppers.OpenCase", "Shoppers.AddToCase",
        "Staff.Watch", "Staff.Claim", "Staff.Complete", "Staff.UpdateCase",
        "Terminals.Tap", "Terminals.Act", "Terminals.Watch",
        "Stores.PutStore", "Stores.GetStore", "Stores.PutCatalog", "Stores.PutShopper", "Stores.PutOrder", "Stores.PutStaffMember", "Stores.PutStock",
        "Operators.Listen", "Operators.Why", "Operators.ListDevices", "Operators.PutDevice", "Operators.RemoveDevice", "Operators.ListStores", "Operators.Import", "Operators.Evidence",
        "Calibrations.PutCalibration", "Calibrations.GetCalibration", "Calibrations.RevertCalibration",
    ];

    private readonly ApiShop _shop = open.Shop;

    [Fact]
    public async Task A_method_that_is_not_built_says_so_in_a_sentence_with_its_name()
    {
        using var http = new HttpClient();
        foreach (var method in RawCall.Methods)
        {
            var status = await http.Status(_shop.Grpc, method, method.Request(("shopper_id", "ann"), ("store_id", ApiShop.StoreId), ("terminal_id", "desk-1")));
            if (Built.Contains(method.Short())) Assert.NotEqual(StatusCode.Unimplemented, status.StatusCode);
            else Assert.Equal((StatusCode.Unimplemented, $"The method {method.FullName.Replace($".{method.Name}", $"/{method.Name}", StringComparison.Ordinal)} is not built yet."), (status.StatusCode, status.Detail));
        }
    }

    [Fact]
    public async Task The_same_in_JSON()
    {
        var (status, body) = await _shop.Call("Shoppers/NoteInterest", """{"shopperId":"ann"}""");
        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains("smartstore.v1.Shoppers/NoteInterest", ApiShop.Error(body).Message);
    }

    public static TheoryData<string, string> Fields => new()
    {
        { "Shoppers/OpenCase", """{"shopperId":"ann","message_id":"m1"}""" },
        { "Shoppers/OpenCase", """{"shopperId":"ann","text":"x","answers":[{"question_id":"1"}]}""" },
        { "Staff/UpdateCase", """{"storeId":"corner","staffId":"kim","settle":{"goodwill_points":"5"}}""" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_field_whose_rule_is_not_built_is_refused_by_name_and_nothing_changes(string method, string json)
    {
        var before = await _shop.Call("Shoppers/GetConsent", """{"shopperId":"ann"}""");

        var (status, body) = await _shop.Call(method, json);

        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains(json.Contains("answers", StringComparison.Ordinal) ? "answers" : json.Contains("settle", StringComparison.Ordinal) ? "settle.goodwill_points" : "message_id", ApiShop.Error(body).Message);
        Assert.Equal(before, await _shop.Call("Shoppers/GetConsent", """{"shopperId":"ann"}"""));
    }

    [Fact]
    public void Fields_at_their_defaults_are_not_set() =>
        Assert.Null(NotBuilt.Field(new Proto.OpenCaseRequest { ShopperId = "ann" }));
}
