namespace SmartStore.Core.Devices;

/// <summary>The kinds of device a store has.</summary>
public enum DeviceKind
{
    /// <summary>Not a device.</summary>
    None,
    Scanner,
    Terminal,
    Phone,

    /// <summary>A maker's gateway with its own topics.</summary>
    Gateway,

    /// <summary>A tablet with the staff's board in its browser. It speaks no MQTT.</summary>
    Board,
}

/// <summary>Which device of which store. As text, <c>store/kind/id</c>, it is the user name of the device and the common name of its certificate.</summary>
/// <param name="Store">Id of its store.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The {scanner}, {terminal} or {shopper} of its topics, the anchor of a gateway, or what a board is called.</param>
public sealed record DeviceName(string Store, DeviceKind Kind, string Id)
{
    /// <summary>The words of the kinds that a device may have.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [NameOf(DeviceKind.Scanner), NameOf(DeviceKind.Terminal), NameOf(DeviceKind.Phone), NameOf(DeviceKind.Gateway), NameOf(DeviceKind.Board)];

    /// <summary>The word of a kind: <c>scanner</c>.</summary>
    public static string NameOf(DeviceKind kind) => kind switch
    {
        DeviceKind.Scanner => "scanner",
        DeviceKind.Terminal => "terminal",
        DeviceKind.Phone => "phone",
        DeviceKind.Gateway => "gateway",
        DeviceKind.Board => "board",
        _ => "none",
    };

    /// <summary>The kind of a word; <see cref="DeviceKind.None"/>: it is none.</summary>
    public static DeviceKind KindOf(string word) => word switch
    {
        "scanner" => DeviceKind.Scanner,
        "terminal" => DeviceKind.Terminal,
        "phone" => DeviceKind.Phone,
        "gateway" => DeviceKind.Gateway,
        "board" => DeviceKind.Board,
        _ => DeviceKind.None,
    };

    /// <summary>Reads a user name; null: it is none that a device can have.</summary>
    public static DeviceName? Read(string userName) =>
        userName.Split('/') is [var store, var word, var id] && Core.Id.IsValid(store) && Core.Id.IsValid(id) && KindOf(word) is not DeviceKind.None and var kind
            ? new DeviceName(store, kind, id)
            : null;

    /// <summary>The user name.</summary>
    public override string ToString() => $"{Store}/{NameOf(Kind)}/{Id}";
}
