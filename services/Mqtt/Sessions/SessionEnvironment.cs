using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Sessions;

/// <summary>What all sessions of a server share.</summary>
/// <param name="Store">Null: nothing outlives the process.</param>
internal sealed record SessionEnvironment(MqttServerOptions Options, ISessionStore? Store, TimeProvider Time, MqttMeter Meter)
{
    /// <summary>Unix milliseconds.</summary>
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes without anybody waiting for it; what could not be written is counted.</summary>
    public void WriteLater(SessionChange change)
    {
        if (Store is null) return;
        Observe(Store.Commit([change]));
    }

    /// <summary>Counts the failure of a write that nobody waits for.</summary>
    public void Observe(ValueTask commit)
    {
        if (commit.IsCompletedSuccessfully) return;
        _ = ObserveAsync(commit);
    }

    private async Task ObserveAsync(ValueTask commit)
    {
        try
        {
            await commit.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Meter.StoreFailed();
        }
    }
}
