using Google.Protobuf;
using SmartStore.Contracts.V1;
using SmartStore.Core.Stores;
using SmartStore.GrainInterfaces;

namespace SmartStore.Devices.Tests.Demo;

/// <summary>The shop that the demo imports.</summary>
internal static class DemoStore
{
    public static ImportDocument Document { get; } = JsonParser.Default.Parse<ImportDocument>(File.ReadAllText(Repository.Path("services/Host/Demo/demo-store.json")));

    public static StoreLayout Layout { get; } = ContractForm.Layout(Document.Stores.Single());
}
