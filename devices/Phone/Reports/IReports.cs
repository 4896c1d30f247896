using SmartStore.Contracts.V1;

namespace SmartStore.Phone.Reports;

/// <summary>How what the phone heard reaches the server. Sightings are worth little and old ones nothing: what fails is counted, not repeated.</summary>
internal interface IReports : IAsyncDisposable
{
    /// <summary>Begins to connect, if that takes a connection of its own.</summary>
    void Start();

    /// <summary>Sends one batch.</summary>
    /// <returns>False: it did not reach the server.</returns>
    ValueTask<bool> SendAsync(IReadOnlyList<Heard> heard, CancellationToken cancellation);
}
