using SmartStore.Core.Staff;

namespace SmartStore.Core.Tests.Staff;

public sealed class StaffMemberCheckTests
{
    private static readonly StaffMember Kim = new(new StaffId("kim"), "Kim", [new StoreId("corner")], ["staff"]);

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("12345678")]
    public void A_member_with_a_pin_of_4_to_8_digits_or_none_is_good(string pin) => Assert.Empty(Wrong(Kim, pin));

    [Theory]
    [InlineData("123")]
    [InlineData("123456789")]
    [InlineData("12a4")]
    [InlineData("١٢٣٤")]
    [InlineData(" 1234")]
    public void What_is_no_pin_is_named_and_not_repeated(string pin)
    {
        var problem = Assert.Single(StaffMemberCheck.Check(Kim, pin, "member"));
        Assert.Equal("member.pin", problem.Path);
        Assert.DoesNotContain(pin, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_named_by_its_path() => Assert.Equal(
        ["member.id", "member.name", "member.store_ids[1]", "member.store_ids[2]", "member.roles[0]"],
        Wrong(new StaffMember(new StaffId("two words"), "K\nim", [new StoreId("corner"), new StoreId("no good"), new StoreId("corner")], [""]), ""));

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(StaffMember.StoresMax, StaffMember.RolesMax, true)]
    [InlineData(StaffMember.StoresMax + 1, 1, false)]
    [InlineData(1, StaffMember.RolesMax + 1, false)]
    public void Stores_and_roles_have_their_limits(int stores, int roles, bool isGood)
    {
        var member = Kim with { Stores = [.. Enumerable.Range(0, stores).Select(i => new StoreId($"s{i}"))], Roles = [.. Enumerable.Repeat("staff", roles)] };
        Assert.Equal(isGood, Wrong(member, "").Count == 0);
    }

    [Fact]
    public void Who_has_ended_works_nowhere()
    {
        Assert.True(Kim.WorksIn(new StoreId("corner")));
        Assert.False(Kim.WorksIn(new StoreId("other")));
        Assert.False((Kim with { HasEnded = true }).WorksIn(new StoreId("corner")));
    }

    private static List<string> Wrong(StaffMember member, string pin) => [.. StaffMemberCheck.Check(member, pin, "member").Select(problem => problem.Path)];
}
