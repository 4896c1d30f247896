namespace SmartStore.GrainInterfaces;

/// <summary>A grain with a record that may ask to be woken.</summary>
public interface IWakeableGrain : IGrainWithStringKey
{
    /// <summary>The stored wake time has come. A wake too many decides nothing.</summary>
    [ResponseTimeout("00:00:10")]
    Task Wake();
}

/// <summary>A grain that holds copies of what other grains own.</summary>
public interface ICopyTarget : IGrainWithStringKey
{
    /// <summary>Takes a copy. One that is not newer than the held one changes nothing. Completes when it is committed; until then the sender repeats it.</summary>
    /// <param name="source">Key of the grain that owns the original, such as <c>order/o1</c>.</param>
    /// <param name="version">Greater than that of every earlier copy from this source.</param>
    /// <param name="copy">A serialized message, by kind of source.</param>
    [ResponseTimeout("00:00:05")]
    Task Take(string source, long version, [Immutable] byte[] copy);
}

/// <summary>Keys of grains: the kind, a slash, the id.</summary>
public static class GrainKeys
{
    /// <summary>Kind of shoppers' grains.</summary>
    public const string Shopper = "shopper";

    /// <summary>Kind of stores' grains.</summary>
    public const string Store = "store";

    /// <summary>Kind of orders' grains.</summary>
    public const string Order = "order";

    /// <summary>Kind of cases' grains.</summary>
    public const string Case = "case";

    /// <summary>Kind of the grains that keep what a store's cases teach.</summary>
    public const string Lessons = "lessons";

    /// <summary>Kind of the grain to which processes say whether they hear their broker.</summary>
    public const string BrokerLines = "broker-lines";

    /// <summary>Kind of households' grains.</summary>
    public const string Household = "household";

    /// <summary>Kind of the grains that keep what a shopper seldom asks for.</summary>
    public const string Member = "member";

    /// <summary>Kind of the grains that know what terminals show.</summary>
    public const string Screen = "screen";

    /// <summary>Kind of the grains that own a store's tracking.</summary>
    public const string Presence = "presence";

    /// <summary><c>kind/id</c>.</summary>
    public static string Of(string kind, string id) => $"{kind}/{id}";

    /// <summary>Takes a key apart. False: it is none.</summary>
    public static bool TryParse(string key, out string kind, out string id)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        (kind, id) = slash <= 0 ? ("", "") : (key[..slash], key[(slash + 1)..]);
        return slash > 0 && id.Length > 0;
    }
}
