namespace SmartStore.Core.Stores;

/// <summary>Where the rules find the reference data of a store: immutable, replaced whole, the same object until the next version.</summary>
public interface IBooks
{
    /// <summary>The compiled book of a store; null: no such store.</summary>
    StoreBook? Find(StoreId store);
}
