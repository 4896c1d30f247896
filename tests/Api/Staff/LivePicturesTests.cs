using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Api.Staff;

namespace SmartStore.Api.Tests.Staff;

/// <summary>The looks at all stores that screens of a process show.</summary>
public sealed class LivePicturesTests
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AtLatest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_store_that_does_not_answer_holds_up_no_other()
    {
        var (stuck, well, time) = (new ShownShop(), new ShownShop(), new WatchedTime(DateTimeOffset.UnixEpoch));
        stuck.GetsStuck();
        var grains = DispatchProxy.Create<IGrainFactory, Shops>();
        ((Shops)grains).Find = key => key == "stuck" ? stuck : well;
        using var pictures = new LivePictures(grains, time, NullLogger<LivePictures>.Instance);
        await pictures.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.Is(() => time.HasTimerOf(LookEvery));
        pictures.Enter("stuck");
        var watched = pictures.Enter("well");
        for (var shoppers = 1; shoppers <= 3; shoppers++)
        {
            var passed = watched.Latest.Passed;
            await well.EnterProduce(shoppers);
            time.Advance(LookEvery);
            await passed.WaitAsync(AtLatest, TestContext.Current.CancellationToken);
            Assert.Equal(shoppers, watched.Latest.Picture!.InStore);
        }
        await pictures.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Grains by their key.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it.")]
    private class Shops : DispatchProxy
    {
        public Func<string, object> Find { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Find((string)args![0]!);
    }
}
