using Microsoft.Extensions.Time.Testing;
using SmartStore.Devices.Tests.Demo;
using SmartStore.Floor;
using SmartStore.Floor.Radio;
using SmartStore.Floor.Walkers;

namespace SmartStore.Devices.Tests.Floor;

public sealed class FloorRunTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ShopFloor _floor = new(new FloorPlan(DemoStore.Layout), new RadioModel(), 1);
    private readonly List<(FloorSighting Sighting, DateTimeOffset At, DateTimeOffset Told)> _heard = [];
    private readonly List<(ZoneCrossing Crossing, DateTimeOffset At)> _crossed = [];

    private FloorRun NewRun(Action<ShopFloor>? eachStep = null) => new(_floor, _time)
    {
        Heard = (s, at) => _heard.Add((s, at, _time.GetUtcNow())),
        Crossed = (c, at) => _crossed.Add((c, at)),
        EachStep = eachStep,
    };

    private async Task RunForAsync(FloorRun run, TimeSpan time)
    {
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(stop.Token);
        for (var at = _floor.Elapsed + FloorRun.Step; at <= time; at += FloorRun.Step) await StepAsync(() => _floor.Elapsed >= at);
        await stop.CancelAsync();
        await running;
    }

    // Moves the clock on once and lets the floor follow before the next step.
    private async Task StepAsync(Func<bool> done)
    {
        var soon = Eventually.Soon;
        _time.Advance(FloorRun.Step);
        while (!done())
        {
            soon.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task The_floor_lives_in_step_with_the_clock_and_nothing_lies_in_the_future()
    {
        var start = _time.GetUtcNow();
        _floor.Enter(new WalkerPlan("anna", [new("produce")]));
        await RunForAsync(NewRun(), TimeSpan.FromSeconds(60));
        Assert.True(_heard.Count > 200);
        Assert.All(_heard, h => Assert.True(h.At <= h.Told && h.At == start + h.Sighting.At));
        Assert.Equal("entrance", _crossed[0].Crossing.To.Value);
        Assert.Equal(start + _crossed[0].Crossing.At, _crossed[0].At);
    }

    [Fact]
    public async Task Walkers_are_sent_in_between_steps()
    {
        await RunForAsync(
            NewRun(floor =>
            {
                if (!floor.Walkers.Any()) floor.Enter(new WalkerPlan("anna", []) { EntersAt = floor.Elapsed });
            }),
            TimeSpan.FromMinutes(2));
        Assert.True(_crossed.Count(c => c.Crossing.From.IsUnknown) >= 2, "she came at least twice");
    }

    [Fact]
    public async Task A_process_that_stood_still_catches_up_a_little_and_leaves_the_rest_out()
    {
        // She comes between two steps: the floor is of the run alone while that runs.
        var run = NewRun(floor =>
        {
            if (floor.Elapsed == FloorRun.Step) floor.Enter(new WalkerPlan("anna", []));
        });
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(stop.Token);
        await StepAsync(() => _floor.Elapsed == FloorRun.Step);
        var before = _floor.Elapsed;
        var jumpedTo = _time.GetUtcNow() + TimeSpan.FromMinutes(10);
        _time.AdjustTime(jumpedTo); // as after a sleep of the machine: no timer has fired
        await StepAsync(() => _floor.Elapsed > before);
        await stop.CancelAsync();
        await running;
        Assert.InRange(_floor.Elapsed - before, FloorRun.CatchUpMax, FloorRun.CatchUpMax + FloorRun.Step);
        Assert.Equal((TimeSpan.FromMinutes(10) + FloorRun.Step - FloorRun.CatchUpMax).TotalSeconds, run.LeftOut.TotalSeconds, 0.2);
        Assert.All(_heard, h => Assert.True(h.At >= jumpedTo - FloorRun.CatchUpMax && h.At <= h.Told));
    }
}
