namespace SmartStore.Core.Languages;

/// <summary>
/// What people read, in one language: one table each. Every text also follows from the codes beside it (kind, rule, state, outcome), so that an app may
/// say it by itself.
/// </summary>
public abstract class Words
{
    /// <summary>The table of a language; null: there is none.</summary>
    /// <param name="tag">BCP 47, such as <c>ko-KR</c>; only the language counts.</param>
    public static Words? Find(string tag) => tag.Split('-', 2)[0].ToLowerInvariant() switch
    {
        "en" => English.Table,
        "ko" => Korean.Table,
        _ => null,
    };

    /// <summary>The table to use: of the language that a person prefers, else of the store's, else English.</summary>
    /// <param name="preferred">BCP 47; empty: nothing is preferred.</param>
    /// <param name="store">Null: the store is gone.</param>
    public static Words Of(string preferred, StoreLayout? store) => Find(preferred) ?? Find(store?.Language ?? "") ?? English.Table;

    /// <summary>What an item is called in a sentence: as the shopper wrote it; one that only names a product by id is called what the product is called.</summary>
    public string NameOf(ListItem item, Product? product) => InSentence(item.Name.Length > 0 ? item.Name : product?.Name ?? item.Product.Value);

    /// <summary>Names in a row, such as "tomatoes, basil and 2 more".</summary>
    /// <param name="max">Names that are spelled out; the rest are counted.</param>
    public abstract string And(IReadOnlyList<string> names, int max);

    /// <summary>A thing and where it stands, such as "basil (aisle 2A)".</summary>
    /// <param name="aisle">Empty: not said.</param>
    public abstract string At(string name, string aisle);

    /// <summary>Title of a reminder.</summary>
    public abstract string Passed(string names);

    /// <summary>Text of a reminder.</summary>
    /// <param name="where">What stands there, each with its aisle.</param>
    public abstract string StandsIn(string zone, string where);

    /// <summary>Why a reminder is shown.</summary>
    public abstract string WhyPassed(string zone, string names);

    /// <summary>Text of a recipe.</summary>
    /// <param name="missing">What is still to be bought, each with its aisle; empty: nothing.</param>
    public abstract string Uses(string have, string missing);

    /// <summary>Why a recipe is shown.</summary>
    /// <param name="isComplete">Nothing is missing.</param>
    public abstract string WhyRecipe(string have, bool isComplete);

    /// <summary>Another product takes the place of one that is sold out.</summary>
    /// <param name="aisle">Empty: not said.</param>
    public abstract string IsHere(string product, string aisle);

    /// <summary>A store nearby has what is sold out here.</summary>
    public abstract string StoreHas(string store, int pieces);

    /// <summary>What is sold out can be delivered.</summary>
    /// <param name="until">Time of day; empty: at any time.</param>
    public abstract string IsDelivered(string until);

    /// <summary>To a terminal, for a code that this server did not issue.</summary>
    public abstract string PassRefused { get; }

    /// <summary>To a terminal, for a pass that is too old.</summary>
    public abstract string PassExpired { get; }

    /// <summary>To a terminal, when there is nothing to hand over.</summary>
    public abstract string NoOrder { get; }

    /// <summary>To a terminal, for a tap that was answered before and whose answer is not kept any more.</summary>
    public abstract string TapAgain { get; }

    /// <summary>To a terminal, when an order is ready.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public abstract string IsReady(OrderId order, string place);

    /// <summary>To the phone, about an order's state.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public abstract string IsNow(OrderState state, OrderId order, string place);

    /// <summary>To the phone, about an order that the order system gave to another shopper.</summary>
    public abstract string NoLongerYours(OrderId order);

    /// <summary>To staff, why a shopper may be greeted.</summary>
    /// <param name="hasOrder">An order of the shopper waits here.</param>
    public abstract string MayBeGreeted(bool hasOrder);

    /// <summary>A name as it stands within a sentence.</summary>
    protected virtual string InSentence(string name) => name;
}
