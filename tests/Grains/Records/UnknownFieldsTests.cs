using Google.Protobuf;
using SmartStore.Grains.Records;
using SmartStore.Grains.Stored;

namespace SmartStore.Grains.Tests.Records;

/// <summary>What a newer program wrote survives a program that does not know it.</summary>
public sealed class UnknownFieldsTests
{
    private const int Newer = 1_000;

    [Fact]
    public void A_field_that_is_not_known_is_carried_over_and_those_that_are_known_are_as_written()
    {
        var carried = Carry(With(State("anna", visit: "v1"), "told"), State("anne", visit: "v2"));
        Assert.Equal("told", Of(carried));
        Assert.Equal(("anne", "v2"), (ShopperState.Parser.ParseFrom(carried).Profile.Name, ShopperState.Parser.ParseFrom(carried).Visit.Id));
    }

    [Fact]
    public void Carried_again_it_is_there_once()
    {
        var once = Carry(With(State("anna"), "told"), State("anne"));
        Assert.Equal(once, Carry(once, State("anne")));
        Assert.Equal(once, Carry(once, once));
    }

    [Fact]
    public void A_message_in_it_keeps_its_own_and_one_that_is_gone_takes_them_along()
    {
        var before = new ShopperState { Visit = StoredVisit.Parser.ParseFrom(With(new StoredVisit { Id = "v1" }.ToByteArray(), "of the visit")) }.ToByteArray();
        Assert.Equal("of the visit", Of(ShopperState.Parser.ParseFrom(Carry(before, State("anna", visit: "v1"))).Visit.ToByteArray()));
        Assert.Equal(State("anna"), Carry(before, State("anna")));
    }

    [Fact]
    public void Messages_of_a_list_are_matched_by_their_keys()
    {
        var before = new ShopperState { List = { Item("milk"), Item("soap") } }.ToByteArray();
        var carried = ShopperState.Parser.ParseFrom(Carry(before, new ShopperState { List = { new StoredListItem { Id = "soap" }, new StoredListItem { Id = "bread" }, new StoredListItem { Id = "milk", Done = true } } }.ToByteArray()));
        Assert.Equal(["of soap", null, "of milk"], carried.List.Select(item => Of(item.ToByteArray())));
        Assert.True(carried.List[2].Done);

        static StoredListItem Item(string id) => StoredListItem.Parser.ParseFrom(With(new StoredListItem { Id = id, Name = id }.ToByteArray(), $"of {id}"));
    }

    [Fact]
    public void Where_two_have_one_key_nothing_is_carried_to_the_wrong_one()
    {
        var before = new ShopperState { List = { StoredListItem.Parser.ParseFrom(With(new StoredListItem { Id = "milk" }.ToByteArray(), "first")), new StoredListItem { Id = "milk" } } }.ToByteArray();
        var after = new ShopperState { List = { new StoredListItem { Id = "milk" } } }.ToByteArray();
        Assert.Equal(after, Carry(before, after));
    }

    [Theory]
    [InlineData("0A05")] // five bytes that are not there
    [InlineData("0B")] // a group
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF")] // a number without an end
    public void Bytes_that_are_no_message_are_refused(string hex) => Assert.Throws<InvalidDataException>(() => Carry(Convert.FromHexString(hex), []));

    [Fact]
    public void The_record_of_a_newer_program_keeps_its_fields_through_a_commit_of_this_one()
    {
        var form = new Grains.Orders.OrderForm(Core.Orders.HandoverRules.Default);
        var record = new Envelope
        {
            Form = 1,
            Fields = 1_000,
            Version = 1,
            Sequence = 1,
            Outbox = { Update.Parser.ParseFrom(With(new Update { Sequence = 1, ExpiresAt = long.MaxValue }.ToByteArray(), "of the update")) },
            State = ByteString.CopyFrom(With(form.Write(Stored.Examples.Held), "of the state")),
        };
        var body = With(record.ToByteArray(), "of the record");
        for (var commits = 0; commits < 3; commits++)
        {
            var before = RecordImage<Core.Orders.HeldOrder?>.Read(body, form);
            var turn = new GrainTurn<Core.Orders.HeldOrder?>(before.State);
            turn.Become(Stored.Examples.Held with { NotBefore = OneSiloTime.AddSeconds(commits) });
            body = before.Bytes(before.Next(turn, form, seen: null, OneSiloTime, _ => false, out _), form);
        }

        var after = Envelope.Parser.ParseFrom(body);
        Assert.Equal(("of the record", "of the state", "of the update", 1_000u, 4), (Of(body), Of(after.State.ToByteArray()), Of(after.Outbox.Single().ToByteArray()), after.Fields, after.Version));
        Assert.Equal(OneSiloTime.AddSeconds(2), form.Read(after.State.Span)!.NotBefore);
    }

    private static DateTimeOffset OneSiloTime => Clusters.OneSilo.T0;

    private static byte[] Carry(byte[] before, byte[] written) => UnknownFields.Carry(ShopperState.Descriptor, before, written);

    private static byte[] State(string name, string? visit = null) =>
        new ShopperState { Profile = new StoredProfile { Name = name }, Visit = visit is null ? null : new StoredVisit { Id = visit } }.ToByteArray();

    private static byte[] With(byte[] message, string text)
    {
        using var bytes = new MemoryStream();
        bytes.Write(message);
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(Newer, WireFormat.WireType.LengthDelimited);
            output.WriteString(text);
        }

        return bytes.ToArray();
    }

    // The text of the newer field; null: it is not there. Twice: an error.
    private static string? Of(byte[] message)
    {
        var (input, texts) = (new CodedInputStream(message), new List<string>());
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (WireFormat.GetTagFieldNumber(tag) == Newer) texts.Add(input.ReadString());
            else input.SkipLastField();
        }

        return texts.SingleOrDefault();
    }
}
