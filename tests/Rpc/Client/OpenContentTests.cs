using SmartStore.Rpc.Client;

namespace SmartStore.Rpc.Tests.Client;

public sealed class OpenContentTests
{
    [Fact]
    public async Task A_body_that_was_closed_has_ended()
    {
        using var content = new OpenContent();
        var copying = content.CopyToAsync(Stream.Null);
        await content.Opened;
        Assert.False(copying.IsCompleted);

        content.Close();
        await copying;
    }

    [Fact]
    public async Task A_body_that_was_left_before_is_broken_off_and_has_not_ended()
    {
        var content = new OpenContent();
        var copying = content.CopyToAsync(Stream.Null);
        await content.Opened;

        content.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);
    }
}
