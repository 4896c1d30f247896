using SmartStore.Grains;
using SmartStore.Storage.Memory;

namespace SmartStore.Storage.Tests;

public sealed class MemoryStoreTests : PartitionStoreTests
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<IPartitionStore> Open(TimeProvider time) => Task.FromResult<IPartitionStore>(new FaultyMemoryStore(partitionCount: 4, time));

    [Fact]
    public async Task A_lost_reply_leaves_the_append_done_and_a_refusal_does_not()
    {
        var faults = new MemoryFaults(new Random(1)) { LostReply = 1 };
        var store = new FaultyMemoryStore(1, TimeProvider.System, faults);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Append(0, [Fact("e1")]));
        faults.LostReply = 0;
        faults.Refused = 1;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Append(0, [Fact("e2")]));
        faults.Stop();

        Assert.Equal(["e1"], (await store.Read(0, 0, 10)).Select(stored => stored.Event.Id));
    }

    [Fact]
    public async Task A_call_that_arrives_twice_is_done_twice()
    {
        var faults = new MemoryFaults(new Random(1)) { Twice = 1 };
        var store = new FaultyMemoryStore(1, TimeProvider.System, faults);
        await store.Append(0, [Fact("e1")]);
        faults.Stop();

        Assert.Equal(["e1", "e1"], (await store.Read(0, 0, 10)).Select(stored => stored.Event.Id));
    }

    [Fact]
    public async Task A_stolen_lease_fences_the_commit()
    {
        var store = new FaultyMemoryStore(1, TimeProvider.System, new MemoryFaults(new Random(1)) { Stolen = 1 });
        var lease = await store.Acquire(0, "test");

        Assert.Equal(CommitOutcome.Fenced, (await store.Commit(Commit(lease!))).Outcome);
    }
}
