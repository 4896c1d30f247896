using System.Xml.Linq;

namespace SmartStore.Flow.Tests.Architecture;

/// <summary>The reference rules of docs/architecture.md, read from the project files themselves.</summary>
public sealed class ReferenceRulesTests
{
    private static readonly string[] Devices = ["Link", "Floor", "Scanner", "Terminal", "Phone"];

    private static readonly Dictionary<string, string[]> References = Repository.Projects("services", "devices")
        .ToDictionary(Name, path => Items(path, "ProjectReference").Select(Name).ToArray());

    [Theory]
    [InlineData("Core")]
    [InlineData("Contracts")]
    public void The_inner_libraries_reference_nothing_of_ours(string project) => Assert.Empty(References[project]);

    [Fact]
    public void Pages_see_only_core_and_contracts() => Assert.Empty(References["Console"].Except(["Core", "Contracts"]));

    [Fact]
    public void Core_needs_no_package_and_no_framework_but_the_base_class_library()
    {
        var core = Repository.Path("services/Core/SmartStore.Core.csproj");
        Assert.Empty(Items(core, "PackageReference"));
        Assert.Empty(Items(core, "FrameworkReference"));
    }

    [Fact]
    public void Devices_see_only_core_and_contracts()
    {
        string[] allowed = ["Core", "Contracts"];
        foreach (var device in Devices)
            Assert.Empty(References[device].Except([.. allowed, .. Devices]));
    }

    [Theory]
    [InlineData("GrainInterfaces")]
    [InlineData("Ingest")]
    [InlineData("Api")]
    public void The_edge_sees_grains_only_through_their_interfaces(string project) => Assert.Empty(References[project].Except(["Core", "Contracts", "GrainInterfaces"]));

    [Fact]
    public void Only_the_host_sees_devices()
    {
        foreach (var (project, references) in References)
            if (project != "Host" && !Devices.Contains(project))
                Assert.Empty(references.Intersect(Devices));
    }

    [Fact]
    public void Nothing_references_the_host() => Assert.DoesNotContain(References, project => project.Value.Contains("Host"));

    [Fact]
    public void References_have_no_circle()
    {
        var done = new HashSet<string>();
        while (References.Keys.Except(done).ToArray() is { Length: > 0 } left)
        {
            var ready = left.Where(project => References[project].All(done.Contains)).ToArray();
            Assert.NotEmpty(ready);
            done.UnionWith(ready);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.Path("SmartStore.sln"));
        foreach (var project in Repository.Projects("services", "devices", "tests"))
            Assert.Contains(Path.GetFileName(project), solution, StringComparison.Ordinal);
    }

    private static string Name(string path) => Path.GetFileName(Path.GetDirectoryName(path.Replace('\\', '/')))!;

    private static IEnumerable<string> Items(string project, string element) =>
        XDocument.Load(project).Descendants(element).Select(item => (string)item.Attribute("Include")!);
}
