namespace SmartStore.Core;

/// <summary>Times as records keep them.</summary>
public static class Milliseconds
{
    /// <summary>Without what is less than a millisecond: a time that was kept and read again equals itself.</summary>
    public static DateTimeOffset WholeMs(this DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
