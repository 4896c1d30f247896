namespace SmartStore.Core.Orders;

/// <summary>The numbers that the rules about handing orders over run on. Data, not code: replaced whole, shortened by tests.</summary>
public sealed record HandoverRules
{
    /// <summary>The numbers we ship.</summary>
    public static HandoverRules Default { get; } = new();

    /// <summary>What a member of staff took on is given back after so long. 10 min; &gt; 0.</summary>
    public TimeSpan ClaimLives { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A tap proves for so long who fetches the order. 5 min; &gt; 0.</summary>
    public TimeSpan TapProves { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A locker may open for so long after the tap. 30 s; &gt; 0.</summary>
    public TimeSpan GrantLives { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A locker has to have said what happened after so long; then staff have to look. 90 s; at least <see cref="GrantLives"/>.</summary>
    public TimeSpan GrantSettlesWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Waiting at a desk becomes urgent after so long. 3 min; &gt; 0.</summary>
    public TimeSpan UrgentAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Managers see it after so long. 6 min; at least <see cref="UrgentAfter"/>.</summary>
    public TimeSpan VeryUrgentAfter { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>Who tapped and did not tap again for so long waits no more. 60 min; more than <see cref="VeryUrgentAfter"/>.</summary>
    public TimeSpan WaitsFor { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The shopper is reminded so long before the order is held no more, where it is held for longer than that. 12 h.</summary>
    public TimeSpan RemindBefore { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The same tap gets the same bytes for so long. 24 h; &gt; 0.</summary>
    public TimeSpan AnswersKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A tap for an order that was handed over is told so for so long; afterwards there is no order. 24 h.</summary>
    public TimeSpan EndTold { get; init; } = TimeSpan.FromHours(24);

    /// <summary>An order whose holder was erased is kept for so long after it is over, for what a locker reports late. 72 h; &gt; 0.</summary>
    public TimeSpan ErasedKeptFor { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Longest life of a voucher. 24 h; &gt; 0.</summary>
    public TimeSpan VoucherLives { get; init; } = TimeSpan.FromHours(24);
}
