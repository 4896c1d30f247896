using Orleans.Runtime;

namespace SmartStore.GrainInterfaces;

// None of these carries an inner exception: the serializer of a caller in another process would have to know its type.

/// <summary>It is not known whether a fact was applied. Sending the same fact again, under the same id, is safe and finds out.</summary>
[GenerateSerializer, Alias("TryAgainException")]
public class TryAgainException(string message) : OrleansException(message);

/// <summary>The store did not take or give something: the disk is full, an I/O error, a broken connection.</summary>
[GenerateSerializer, Alias("StoreUnavailableException")]
public sealed class StoreUnavailableException(string message) : TryAgainException(message);

/// <summary>More writes wait for the store than it queues. Nothing was done; call again later, not at once.</summary>
[GenerateSerializer, Alias("StoreBusyException")]
public sealed class StoreBusyException(string message) : OrleansException(message);

/// <summary>The database or one record is damaged. Calling again does not help; an operator has to restore a backup.</summary>
[GenerateSerializer, Alias("StoreDamagedException")]
public sealed class StoreDamagedException(string message) : OrleansException(message);

/// <summary>The fact would make the record of its grain larger than a record may be. Nothing was done, and calling again does not help.</summary>
[GenerateSerializer, Alias("RecordTooLargeException")]
public sealed class RecordTooLargeException(string message) : OrleansException(message);

/// <summary>The rules failed twice on one fact. Its id is recorded, nothing else changed, and calling again does not help.</summary>
[GenerateSerializer, Alias("FactQuarantinedException")]
public sealed class FactQuarantinedException(string message) : OrleansException(message);
