namespace SmartStore.Storage;

/// <summary>The store cannot be used as it is. The message is one sentence for the operator: what is wrong and what to do next.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
