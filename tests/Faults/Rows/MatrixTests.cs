using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SmartStore.Faults.Tests.Rows.TellingFirst))]

namespace SmartStore.Faults.Tests.Rows;

/// <summary>The script that runs the whole matrix and the tests know the same rows.</summary>
public sealed class MatrixTests
{
    [Fact]
    public async Task The_script_names_each_row_once_and_no_other()
    {
        await using var list = Child.Start("bash", [Repository.Path("tests/Faults/run.sh"), "--list"]);
        var listed = (await list.End()).Out.Split('\n');
        var rows = typeof(MatrixTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(test => test.GetCustomAttributes<TraitAttribute>()).Where(trait => trait.Name == "row").Select(trait => trait.Value);
        Assert.Equal(rows.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}

/// <summary>What tells most comes first: who stops after a minute has seen the checker and the kills.</summary>
public sealed class TellingFirst : ITestCollectionOrderer
{
    private static readonly string[] Classes = [nameof(LedgerCheckerTests), nameof(MatrixTests), nameof(SiloRows), nameof(RedisRows), nameof(CutRows), nameof(HandoverRows), nameof(ConsentRows), nameof(OneProcessRows), nameof(BrokerRows), nameof(BehindBrokerRows)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Classes, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)))];
}
