namespace SmartStore.Core.Suggestions;

/// <summary>Why a suggestion was taken back. Numbers are the contract's.</summary>
public enum RevokeReason
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>The consent it needed is gone.</summary>
    ConsentWithdrawn = 1,

    /// <summary>It was answered, on this device or another.</summary>
    Answered = 2,

    /// <summary>Something it tells to buy is sold out.</summary>
    OutOfStock = 3,

    /// <summary>It no longer fits: care has come onto the list.</summary>
    ContextChanged = 4,
}
