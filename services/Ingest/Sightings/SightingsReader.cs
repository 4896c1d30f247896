namespace SmartStore.Ingest.Sightings;

/// <summary>
/// Reads what a phone or scanner heard: <c>{"heard":[{"at","rssi","adv"|"beacon","mac"?},…]}</c> (contract, "Sightings over MQTT").
/// </summary>
/// <remarks>
/// <para>Each entry is taken or refused alone; that of several none was good is for the caller to judge. The whole message is refused when it has more than <see cref="BytesMax"/> bytes,
/// is not JSON, is nested deeper than 16, names a field twice, or has no list <c>heard</c>. Unknown fields are ignored; null is "not given".</para>
/// <para><c>at</c>: ISO-8601 with an offset, or unix milliseconds as number or text. What it means to be late or ahead is not judged here:
/// <see cref="Core.Sightings.SightingTime"/>. Both <c>adv</c> and <c>beacon</c> may be given when they agree.</para>
/// </remarks>
public static class SightingsReader
{
    /// <summary>Largest message, bytes.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Reads a message. Throws nothing, whatever the bytes.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="batch">Emptied, then filled. A message of the usual shape allocates nothing.</param>
    /// <returns>False when the whole message was refused; <see cref="SightingBatch.Message"/> says why.</returns>
    public static bool Read(ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        if (payload.Length <= BytesMax && HeardReader.TryRead(payload, batch)) return true;
        batch.Clear();
        SightingsDocument.Read(payload, batch);
        return !batch.IsRefused;
    }
}
