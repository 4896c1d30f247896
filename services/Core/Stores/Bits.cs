namespace SmartStore.Core.Stores;

/// <summary>A set of small numbers in memory of its owner, one bit each.</summary>
/// <param name="words">At least <see cref="Words"/> of the greatest number and one; all zero: the empty set.</param>
internal readonly ref struct Bits(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    /// <summary>How many words hold the numbers from 0 below <paramref name="count"/>.</summary>
    public static int Words(int count) => (count + 63) / 64;

    /// <summary>True when the number is in the set.</summary>
    public bool Has(int number) => (_words[number >> 6] >> number & 1) != 0;

    /// <summary>Puts a number into the set. False: it was there.</summary>
    public bool Add(int number)
    {
        ref var word = ref _words[number >> 6];
        var bit = 1UL << number;
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    /// <summary>Takes a number out of the set.</summary>
    public void Remove(int number) => _words[number >> 6] &= ~(1UL << number);
}
