using SmartStore.Core.Cases;

namespace SmartStore.Core.Shoppers;

/// <summary>A person who is being erased: all that is left of them until the last place has let go.</summary>
/// <param name="Request">The caller's own id of it; may be empty.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="AgainAt">When to go on, should it not be finished by then: the process that did it may have ended.</param>
/// <param name="Orders">Orders of the person.</param>
/// <param name="Collects">Orders of others that the person may fetch.</param>
/// <param name="Language">In which the person is told what stays for now.</param>
public sealed record Erasing(string Request, DateTimeOffset At, DateTimeOffset AgainAt, IReadOnlyList<OrderId> Orders, IReadOnlyList<OrderId> Collects, string Language)
{
    /// <summary>Cases of the person.</summary>
    public IReadOnlyList<CaseId> Cases { get; init; } = [];
}

/// <summary>A person asks for what is kept of them, and to be erased.</summary>
public static class ErasureRules
{
    /// <summary>Exports of one shopper within <see cref="ExportsWithin"/>.</summary>
    public const int ExportsMax = 3;

    /// <summary>See <see cref="ExportsMax"/>.</summary>
    public static readonly TimeSpan ExportsWithin = TimeSpan.FromDays(1);

    /// <summary>An erasure that was begun and not finished goes on after so long.</summary>
    public static readonly TimeSpan GoesOnAfter = TimeSpan.FromSeconds(10);

    internal static void Export(ShopperTurn turn)
    {
        var lately = turn.Shopper.ExportedAt.Where(at => at > turn.At - ExportsWithin).ToList();
        turn.Add(lately.Count < ExportsMax ? new Exported(turn.At) : new ExportRefused(turn.At, lately[0] + ExportsWithin));
    }

    internal static void Begin(ShopperTurn turn, ErasureAsked fact)
    {
        VisitRules.End(turn);
        var shopper = turn.Shopper;
        if (shopper.Home is { Standing: not HomeStanding.None } home) turn.Add(new HomeTold(turn.At, home.Id, HasLeft: true));
        turn.Add(new PersonErasing(
            turn.At, new Erasing(fact.Request, turn.At, turn.At + GoesOnAfter, [.. shopper.Orders.Select(order => order.Id)], [.. shopper.Collects.Select(order => order.Id)], shopper.Language)
            {
                Cases = [.. shopper.Cases.Select(own => own.Id)],
            }));
    }

    /// <summary>Whatever comes finds nobody, and creates nobody.</summary>
    internal static void Meanwhile(ShopperTurn turn, Erasing erasing)
    {
        if (turn.Fact is Tapped stray) TapRules.AnswerStranger(turn, stray);
        if (turn.Fact is Woken && erasing.AgainAt <= turn.At) turn.Add(new PersonErasing(turn.At, erasing with { AgainAt = turn.At + GoesOnAfter }));
    }
}
