namespace SmartStore.Core.Suggestions;

/// <summary>What a shopper did with a suggestion. Numbers are the contract's.</summary>
public enum Response
{
    /// <summary>Not said; no answer has it.</summary>
    Unspecified = 0,

    /// <summary>It was on the screen. Not an answer: other devices may still show it.</summary>
    Shown = 1,

    /// <summary>Yes; a recipe's missing items join the list.</summary>
    Accepted = 2,

    /// <summary>No, not now.</summary>
    Dismissed = 3,

    /// <summary>Again in a while.</summary>
    Snoozed = 4,

    /// <summary>This subject never again.</summary>
    Never = 5,
}
