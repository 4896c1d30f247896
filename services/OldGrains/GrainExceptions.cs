namespace SmartStore.Grains;

// Messages of the host's exceptions are logged: they name a partition, never a grain, because its key is a shopper's id.

/// <summary>
/// The grain's partition is not served here: it is held by another node, was lost, or the host stops.
/// Whether the fact was applied is <em>unknown</em>: send it again under the same id.
/// </summary>
public sealed class GrainUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The grain's stored state cannot be read: it is left as it is for an operator, and its facts go to quarantine. Asking again does not help.</summary>
public sealed class GrainParkedException(string message) : Exception(message);

/// <summary>The rules threw on a fact: it is kept in quarantine and changed nothing. Sending it again does not help, and under a new id keeps it twice.</summary>
public sealed class FactQuarantinedException(string message) : Exception(message);

/// <summary>A limit of the host is reached: nothing was stored. Try again later; over MQTT 5 this is 0x97, over gRPC RESOURCE_EXHAUSTED.</summary>
public sealed class GrainBusyException(string message) : Exception(message);

/// <summary>The store's content cannot be trusted any more. Stop, and let an operator restore it; asking again does not help.</summary>
public sealed class StoreDamagedException(string message, Exception? inner = null) : Exception(message, inner);
