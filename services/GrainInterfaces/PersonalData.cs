using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// Says what one kind of grain or document keeps of a person. Every kind has one such declaration, registered as a service: a test fails for a kind of grain
/// without it, and no document of a kind without it is read or written. See docs/decisions/0047.
/// </summary>
public interface IDeclaresPersonalData
{
    /// <summary>What it is about: <c>grain/order</c>, <c>document/tags</c>; a star at the end stands for any characters.</summary>
    string Of { get; }

    /// <summary>One sentence: what is kept of a person, and until when; or why nothing is.</summary>
    string Keeps { get; }
}

/// <summary>A kind that keeps something of a person, and how the person gets it and how it goes.</summary>
public interface IKeepsPersonalData : IDeclaresPersonalData
{
    /// <summary>True when it is erased before the kinds of which it needs something while they still have it.</summary>
    bool IsErasedFirst => false;

    /// <summary>Adds what is kept of a shopper, as messages of the contract. Changes nothing.</summary>
    Task Export(ShopperId shopper, DataExport export, CancellationToken cancel);

    /// <summary>
    /// Erases what is kept of a shopper; completes when it is on disk. Called when the shopper's own record says already that there is no such shopper; those of
    /// <see cref="IsErasedFirst"/> first, otherwise in any order among the kinds. After a crash it is called again: it changes nothing then, and answers the same.
    /// </summary>
    /// <returns>What has to stay for now, with nothing in it that names the person.</returns>
    Task<IReadOnlyList<Proto.Kept>> Erase(Leaving leaving, CancellationToken cancel);
}

/// <summary>A person who is being erased.</summary>
/// <param name="Pseudonym">As the journal has it.</param>
/// <param name="At">When the person asked for it.</param>
/// <param name="Orders">The shopper's own orders that the record names.</param>
public sealed record Leaving(ShopperId Shopper, string Pseudonym, DateTimeOffset At, IReadOnlyList<OrderId> Orders)
{
    /// <summary>Orders of others that the shopper may fetch.</summary>
    public IReadOnlyList<OrderId> Collects { get; init; } = [];

    /// <summary>Cases of the service desk.</summary>
    public IReadOnlyList<Core.Cases.CaseId> Cases { get; init; } = [];

    /// <summary>In which the person reads why something stays: BCP 47; empty: that of the store.</summary>
    public string Language { get; init; } = "";
}

/// <summary>What a person may ask for: what is kept of them, and that it is erased.</summary>
public interface IPersonalData
{
    /// <summary>Everything that is kept of a shopper, a few times a day.</summary>
    /// <exception cref="TryAgainException">Something does not answer.</exception>
    Task<PersonalExport> Export(ShopperId shopper, CancellationToken cancel);

    /// <summary>Erases a shopper. Completes when it is on disk, and goes on after a crash.</summary>
    /// <param name="request">The caller's own id: said again within three days, it gets the same answer. Empty: a repeat finds nobody.</param>
    /// <returns>What stays for now; null: there is no such shopper.</returns>
    /// <exception cref="TryAgainException">Something does not answer; what was begun is finished later.</exception>
    Task<IReadOnlyList<Proto.Kept>?> Erase(ShopperId shopper, string request, CancellationToken cancel);
}

/// <summary>What is kept of a person.</summary>
/// <param name="Json">As <see cref="DataExport.ToJson"/> has it; null: there is no such shopper, or it was given as often as it is on one day.</param>
/// <param name="AgainAt">When it is given again; null: there is no such shopper.</param>
public sealed record PersonalExport(string? Json, DateTimeOffset? AgainAt);

/// <summary>A kind of which nothing is about a person.</summary>
/// <param name="Of">See <see cref="IDeclaresPersonalData.Of"/>.</param>
/// <param name="Keeps">Why nothing is.</param>
public sealed record NothingPersonal(string Of, string Keeps) : IDeclaresPersonalData;

/// <summary>Names of what is declared.</summary>
public static class PersonalDataOf
{
    /// <summary>Of a kind of grain, such as <see cref="GrainKeys.Order"/>.</summary>
    public static string Grain(string kind) => $"grain/{kind}";

    /// <summary>Of a kind of document.</summary>
    public static string Document(string kind) => $"document/{kind}";

    /// <summary>True when a declaration is about this name.</summary>
    public static bool Covers(this IDeclaresPersonalData declared, string name) =>
        declared.Of.EndsWith('*') ? name.StartsWith(declared.Of.AsSpan(0, declared.Of.Length - 1), StringComparison.Ordinal) : declared.Of == name;
}

/// <summary>What is kept of one person, as one JSON object: a member for each kind of thing, with messages of the contract. Not safe for concurrent use.</summary>
public sealed class DataExport(ShopperId shopper, DateTimeOffset at)
{
    /// <summary>Largest text, bytes of UTF-8. What does not fit is left out, and <c>left_out</c> names it.</summary>
    public const int BytesMax = 4 << 20;

    /// <summary>What <c>schema</c> says.</summary>
    public const string Schema = "smartstore.v1/export";

    // Its own members, and the names of what was left out.
    private const int BytesBeside = 4 << 10;

    private readonly SortedDictionary<string, List<string>> _members = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);
    private int _bytes = BytesBeside;

    /// <summary>Adds a message to the list of this name.</summary>
    /// <param name="name">Of the things: <c>orders</c>.</param>
    public void Add(string name, IMessage message)
    {
        var json = JsonFormatter.Default.Format(message);
        var bytes = Encoding.UTF8.GetByteCount(json) + 1 + (_members.ContainsKey(name) ? 0 : name.Length + 8);
        if (_bytes + bytes > BytesMax)
        {
            _leftOut.Add(name);
            return;
        }
        _bytes += bytes;
        if (!_members.TryGetValue(name, out var members)) _members[name] = members = [];
        members.Add(json);
    }

    /// <summary>The object: <c>{"schema":…,"at":…,"shopper_id":…,"orders":[…],…}</c>; its lists in the order of their names.</summary>
    public string ToJson()
    {
        // Ids and names are ASCII without quotes.
        var json = new StringBuilder($"{{\"schema\":\"{Schema}\",\"at\":{JsonFormatter.Default.Format(at.ToTimestamp())},\"shopper_id\":\"{shopper.Value}\"");
        foreach (var (name, members) in _members) json.Append(",\"").Append(name).Append("\":[").AppendJoin(',', members).Append(']');
        if (_leftOut.Count > 0) json.Append(",\"left_out\":[").AppendJoin(',', _leftOut.Select(name => $"\"{name}\"")).Append(']');
        return json.Append('}').ToString();
    }
}
