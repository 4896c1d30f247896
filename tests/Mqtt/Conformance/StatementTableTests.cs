using System.Globalization;
using System.Reflection;

namespace SmartStore.Mqtt.Tests.Conformance;

/// <summary>The table of the specifications' numbered statements names a test for each, and the tests are there.</summary>
public sealed class StatementTableTests
{
    private const string Root = "SmartStore.Mqtt.Tests.";

    private static readonly Statement[] s_statements = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "statements.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(" | "))
        .Select(cells => new Statement(cells[0], cells[1], cells[2], cells[3]))];

    [Fact]
    public void Every_statement_stands_once_and_none_of_its_section_is_missing_before_it()
    {
        // Numbers the committee never gave, or took back before the standard was published.
        string[] never = ["5.0 2.2.1-1"];
        var ids = s_statements.Select(statement => $"{statement.Version} {statement.Id}").ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var section in s_statements.GroupBy(statement => $"{statement.Version} {statement.Id.Split('-')[0]}"))
        {
            var numbers = section.Select(statement => int.Parse(statement.Id.Split('-')[1], CultureInfo.InvariantCulture)).ToHashSet();
            var missing = Enumerable.Range(1, numbers.Max()).Where(number => !numbers.Contains(number)).Select(number => $"{section.Key}-{number}");
            Assert.Equal([], missing.Except(never));
        }
    }

    [Fact]
    public void Every_test_in_the_table_is_there_and_runs()
    {
        var missing = s_statements.SelectMany(statement => statement.Tests).Distinct().Where(test => !Runs(test));
        Assert.Equal([], missing);
    }

    [Fact]
    public void A_statement_without_a_test_says_why()
    {
        foreach (var statement in s_statements)
        {
            Assert.Contains(statement.Binds, (string[])["server", "client", "both"]);
            if (statement.Tests.Length == 0) Assert.StartsWith("- ", statement.Proof, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_test_of_a_statement_is_in_the_table()
    {
        var named = s_statements.SelectMany(statement => statement.Tests).ToHashSet();
        var tests = typeof(StatementTableTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(StatementTableTests).Namespace && type != typeof(StatementTableTests))
            .SelectMany(type => type.GetMethods().Where(IsTest).Select(method => $"Conformance.{type.Name}.{method.Name}"));
        string[] beyond =
        [
            "Conformance.MalformedStatements.A_client_of_mqtt_3_1_may_mark_as_repeated_what_3_1_1_may_not",
            "Conformance.ConnectStatements.A_keep_alive_of_zero_means_none_where_the_server_asks_for_none",
            "Conformance.SubscribeStatements.A_share_gets_nothing_of_what_is_retained",
        ];
        Assert.Equal([], tests.Except(named).Except(beyond));
    }

    private static bool Runs(string test)
    {
        var dot = test.LastIndexOf('.');
        var method = typeof(StatementTableTests).Assembly.GetType(Root + test[..dot])?.GetMethod(test[(dot + 1)..]);
        return method is not null && IsTest(method);
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes<FactAttribute>().Any(fact => fact.Skip is null);

    private sealed record Statement(string Version, string Id, string Binds, string Proof)
    {
        public string[] Tests => Proof.StartsWith("- ", StringComparison.Ordinal) ? [] : Proof.Split(", ");
    }
}
