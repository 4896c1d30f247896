using SmartStore.Terminal.Screens;

namespace SmartStore.Terminal.Face;

/// <summary>What the page of a terminal is told beside the answers to its own calls: whether the server is there, what the screen shows, what came of the newest code of a reader. Safe for use by several threads.</summary>
/// <param name="isUp">A broker has us.</param>
internal sealed class FaceNews(bool isUp)
{
    private readonly Lock _gate = new();

    /// <summary>As it stands.</summary>
    public Standing Now { get; private set => Volatile.Write(ref field, value); } = new(isUp, null, 0, null);

    public void LineIs(bool isUp) => Change(now => now with { IsUp = isUp });

    /// <param name="frame">Null: blank.</param>
    /// <param name="since">When it came: a timestamp of the terminal's clock.</param>
    public void Shows(ScreenFrame? frame, long since) => Change(now => now with { Frame = frame, FrameSince = since });

    public void Answered(TapAnswer answer) => Change(now => now with { Answer = answer });

    private void Change(Func<Standing, Standing> change)
    {
        lock (_gate)
        {
            var before = Now;
            Now = change(before) with { Next = new(TaskCreationOptions.RunContinuationsAsynchronously) };
            before.Next.SetResult();
        }
    }

    /// <summary>What there is to say at one moment. A slow reader sees the newest, and misses what was replaced.</summary>
    public sealed record Standing(bool IsUp, ScreenFrame? Frame, long FrameSince, TapAnswer? Answer)
    {
        /// <summary>Completes when another follows.</summary>
        public TaskCompletionSource Next { get; init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
