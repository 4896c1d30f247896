namespace SmartStore.Mqtt.Client;

/// <summary>Callers wait until something changed and then look again. Used under the client's lock; continuations run outside it.</summary>
internal sealed class Turnstile
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes at the next <see cref="Open"/>.</summary>
    public Task WaitAsync() => (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Lets everybody look again.</summary>
    public void Open()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
