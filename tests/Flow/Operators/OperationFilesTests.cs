using System.Text.RegularExpressions;
using SmartStore.Host.Devices;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>What operators copy: it names what the product has, and says the same everywhere.</summary>
public sealed partial class OperationFilesTests
{
    private static readonly string Operations = File.ReadAllText(Repository.Path("docs/operations.md"));

    // How Prometheus names what a counter or a histogram counts.
    private static readonly string[] Suffixes = ["_total", "_bucket", "_sum", "_count"];

    // The meters of the product, as its sources create them.
    private static readonly HashSet<string> Instruments =
    [
        .. Directory.EnumerateFiles(Repository.Path("services"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)).Select(match => match.Groups["found"].Value)),
    ];

    [Theory]
    [InlineData("docs/operations.md")]
    [InlineData("docs/operations/alerts.yaml")]
    [InlineData("docs/operations/grafana-dashboard.json")]
    [InlineData("docs/operations/run-book.md")]
    public void Every_metric_that_operators_are_told_of_exists(string file) =>
        Assert.Empty(Metric().Matches(File.ReadAllText(Repository.Path(file))).Select(match => Instrument(match.Value)).Distinct().Except(Instruments));

    [Fact]
    public void Every_metric_is_in_the_table_of_the_operations_page() =>
        Assert.DoesNotContain(Instruments, instrument => !Operations.Contains($"`{instrument}`", StringComparison.Ordinal) && !Operations.Contains($"`{instrument}_total`", StringComparison.Ordinal));

    [Fact]
    public void Every_fate_of_a_sighting_is_in_the_table_of_the_operations_page() =>
        Assert.All(Fate().Matches(File.ReadAllText(Repository.Path("services/Grains/Presence/SightingCounts.cs"))), fate => Assert.Contains($"`{fate.Groups["found"].Value}`", Operations));

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("k8s/base/settings.yaml")]
    [InlineData("k8s/base/smartstore.yaml")]
    [InlineData("k8s/overlays/chain/api.yaml")]
    [InlineData("k8s/overlays/chain/insights.yaml")]
    public void What_a_container_is_set_to_is_a_setting_of_serve(string file)
    {
        var settings = string.Concat(Directory.EnumerateFiles(Repository.Path("services/Host/Settings"), "*.cs").Select(File.ReadAllText));
        var set = Variable().Matches(File.ReadAllText(Repository.Path(file))).Select(match => match.Groups["found"].Value).ToList();
        Assert.NotEmpty(set);
        Assert.All(set, name => Assert.Contains($"\"{name.ToLowerInvariant().Replace('_', '-')}\"", settings));
    }

    [Fact]
    public void An_alert_leads_to_a_part_of_the_run_book_that_exists()
    {
        var parts = Heading().Matches(File.ReadAllText(Repository.Path("docs/operations/run-book.md")))
            .Select(match => match.Groups["found"].Value.ToLowerInvariant().Replace(",", "", StringComparison.Ordinal).Replace(' ', '-'));
        var linked = RunBookLink().Matches(File.ReadAllText(Repository.Path("docs/operations/alerts.yaml"))).Select(match => match.Groups["found"].Value).Distinct().ToList();
        Assert.NotEmpty(linked);
        Assert.Empty(linked.Except(parts));
    }

    [Fact]
    public void The_broker_on_Kubernetes_reads_the_files_that_the_operations_page_puts_into_its_Secret()
    {
        var broker = File.ReadAllText(Repository.Path("k8s/base/broker.yaml"));
        foreach (var (setting, file) in new[] { ("password_file", MosquittoFiles.PasswordsName), ("acl_file", MosquittoFiles.AclName) })
        {
            Assert.Contains($"{setting} /users/{file}\n", broker);
            Assert.Contains($"--from-file={file}", Operations);
        }
    }

    [Fact]
    public void The_server_has_the_same_rights_on_a_broker_by_the_documented_file_and_by_the_one_that_is_written()
    {
        var documented = File.ReadAllLines(Repository.Path("docs/operations/broker.acl")).SkipWhile(line => line != "user smartstore").TakeWhile(line => !line.StartsWith('#'));
        Assert.Equal(documented, MosquittoFiles.Acl([], new Dictionary<SmartStore.Core.Devices.DeviceName, string>()).Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line != "user smartstore"));
    }

    [Theory]
    [InlineData("k8s/base")]
    [InlineData("k8s/overlays/small")]
    [InlineData("k8s/overlays/chain")]
    public async Task Kubectl_renders_the_manifests_and_none_is_insecure(string folder)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, "kubectl"))), "kubectl is not installed.");
        await using var kubectl = Child.Start("kubectl", ["kustomize", Repository.Path(folder)]);
        var rendered = await kubectl.End();
        Assert.True(rendered.Code == 0, rendered.Err);
        Assert.Contains("podManagementPolicy: Parallel", rendered.Out);
        Assert.DoesNotContain("insecure", rendered.Out, StringComparison.OrdinalIgnoreCase);
    }

    private static string Instrument(string metric) =>
        Instruments.Contains(metric) || Suffixes.FirstOrDefault(suffix => metric.EndsWith(suffix, StringComparison.Ordinal)) is not { } suffix ? metric : metric[..^suffix.Length];

    [GeneratedRegex("\"(?<found>smartstore_[a-z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex("smartstore_[a-z_]*[a-z]", RegexOptions.None, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("SightingFate.* => \"(?<found>[a-z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fate();

    [GeneratedRegex("^ *(- name: )?SMARTSTORE_(?<found>[A-Z_]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("^## (?<found>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("run-book.md#(?<found>[a-z-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunBookLink();
}
