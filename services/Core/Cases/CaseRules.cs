namespace SmartStore.Core.Cases;

/// <summary>The numbers that the rules about cases run on. Data, not code: replaced whole, shortened by tests.</summary>
public sealed record CaseRules
{
    /// <summary>The numbers we ship.</summary>
    public static CaseRules Default { get; } = new();

    /// <summary>A help that was taken on and got no word for so long is open again. 10 min; &gt; 0.</summary>
    public TimeSpan WordWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A shopper who is to wait longer than this is asked whether to come later. 15 min; &gt; 0.</summary>
    public TimeSpan LongWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>An estimate that moves by more than this is told again. 60 s; &gt; 0.</summary>
    public TimeSpan ToldAgainAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A shopper who left is asked whether help is still needed, and has so long to say yes. 10 min; &gt; 0.</summary>
    public TimeSpan StillNeededWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A help to which nothing happens for so long is over: nobody stands there any more. 4 h; &gt; 0.</summary>
    public TimeSpan HelpLives { get; init; } = TimeSpan.FromHours(4);

    /// <summary>What is no help is answered within so long, in opening hours (<see cref="OpeningHours"/>). 24 h; &gt; 0.</summary>
    public TimeSpan ReplyWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A settled case may be opened again for so long. 14 days; &gt; 0.</summary>
    public TimeSpan ReopenWithin { get; init; } = TimeSpan.FromDays(14);

    /// <summary>A help that is over is kept for so long. 90 days; longer than <see cref="ReopenWithin"/>.</summary>
    public TimeSpan HelpKept { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Other cases that are over are kept for so long. 730 days; longer than <see cref="ReopenWithin"/>.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromDays(730);

    /// <summary>A rating up to this is a complaint. 2 of 1..5.</summary>
    public int BadRating { get; init; } = 2;
}
