using System.Reflection;

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
