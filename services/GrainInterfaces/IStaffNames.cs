namespace SmartStore.GrainInterfaces;

/// <summary>What members of staff are called, on boards and phones.</summary>
public interface IStaffNames
{
    /// <summary>A name by staff id; empty: none is known.</summary>
    string NameOf(string staff);
}

/// <summary>Nobody's name is known.</summary>
public sealed class NoStaffNames : IStaffNames
{
    /// <inheritdoc/>
    public string NameOf(string staff) => "";
}
