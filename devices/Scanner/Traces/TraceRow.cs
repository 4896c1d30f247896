namespace SmartStore.Scanner.Traces;

/// <summary>One line of a recorded trace.</summary>
/// <param name="At">From the start of the recording.</param>
/// <param name="Transmitter">Who was heard, as the recording names it.</param>
/// <param name="Receiver">Who heard it, as the recording names it.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
public readonly record struct TraceRow(TimeSpan At, string Transmitter, string Receiver, int RssiDbm);
