namespace SmartStore.Api.Operators;

/// <summary>What was refused at the door of a store. Ingest keeps it; the two only meet in the host.</summary>
public interface IRefusals
{
    /// <summary>Device (empty: a phone, or none of the layout's), reason, and how often.</summary>
    IEnumerable<(string Device, string Reason, long Count)> Of(string store);
}
