using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SmartStore.Contracts.V1;

namespace SmartStore.Benchmarks.Stages;

/// <summary>What goes out to phones.</summary>
internal static class PushStages
{
    /// <summary>An update as protobuf into a buffer that is there already.</summary>
    public static Stage Update(string name)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var update = new ShopperUpdate
        {
            Cursor = "0123456789abcdef.17",
            At = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(StageStore.StartUnixMs)),
            ZoneEntered = new ZoneEntered { StoreId = StageStore.Id, ZoneId = "z3", ZoneName = "Zone 3" },
        };
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun; i++)
            {
                buffer.ResetWrittenCount();
                update.WriteTo(buffer);
            }
        });
    }
}
