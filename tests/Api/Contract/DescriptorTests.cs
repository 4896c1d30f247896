using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Google.Protobuf.Reflection;

namespace SmartStore.Api.Tests.Contract;

/// <summary>The contract that is served is the one that was agreed, options aside.</summary>
public sealed class DescriptorTests
{
    [Theory]
    [InlineData("smartstore.proto")]
    [InlineData("operators.proto")]
    public void Every_message_enum_and_service_is_as_agreed(string name)
    {
        var agreed = Repository.Path("../shared/contract");
        Assert.SkipUnless(Directory.Exists(agreed), $"The agreed contract is not at {agreed}.");
        var work = Directory.CreateTempSubdirectory();
        try
        {
            var package = Directory.CreateDirectory(Path.Combine(work.FullName, "smartstore", "v1"));
            foreach (var file in Directory.EnumerateFiles(agreed, "*.proto")) File.Copy(file, Path.Combine(package.FullName, Path.GetFileName(file)));

            var ours = Bare(Compile(Repository.Path("services/Contracts"), name));
            var theirs = Bare(Compile(work.FullName, name));

            foreach (var (message, agreedMessage) in Pairs(ours.MessageType, theirs.MessageType, message => message.Name)) Assert.Equal(agreedMessage, message);
            foreach (var (one, agreedEnum) in Pairs(ours.EnumType, theirs.EnumType, one => one.Name)) Assert.Equal(agreedEnum, one);
            foreach (var (service, agreedService) in Pairs(ours.Service, theirs.Service, service => service.Name)) Assert.Equal(agreedService, service);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_generated_code_is_that_of_the_files()
    {
        foreach (var file in new[] { Proto.SmartstoreReflection.Descriptor, Proto.OperatorsReflection.Descriptor })
        {
            var (served, written) = (Bare(file.ToProto()), Bare(Compile(Repository.Path("services/Contracts"), Path.GetFileName(file.Name))));
            foreach (var (message, writtenMessage) in Pairs(served.MessageType, written.MessageType, message => message.Name)) Assert.Equal(writtenMessage, message);
        }
    }

    private static IEnumerable<(T, T)> Pairs<T>(IEnumerable<T> ours, IEnumerable<T> theirs, Func<T, string> name)
    {
        Assert.Equal(theirs.Select(name).Order(), ours.Select(name).Order());
        return ours.OrderBy(name).Zip(theirs.OrderBy(name));
    }

    // The served files say more: how JSON is routed. Names in JSON follow from names.
    private static FileDescriptorProto Bare(FileDescriptorProto file)
    {
        foreach (var message in file.MessageType) Bare(message);
        foreach (var one in file.EnumType) one.Options = null;
        foreach (var service in file.Service)
        {
            service.Options = null;
            foreach (var method in service.Method)
            {
                method.Options = null;
                // Absent and false are one.
                (method.ServerStreaming, method.ClientStreaming) = (method.ServerStreaming, method.ClientStreaming);
            }
        }

        return file;
    }

    private static void Bare(DescriptorProto message)
    {
        message.Options = null;
        foreach (var field in message.Field)
        {
            field.Options = null;
            field.ClearJsonName();
        }

        foreach (var nested in message.NestedType) Bare(nested);
    }

    private static FileDescriptorProto Compile(string folder, string name)
    {
        var package = typeof(DescriptorTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "protoc").Value!;
        var platform = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux_arm64" : "linux_x64";
        var output = Path.GetTempFileName();
        try
        {
            string[] arguments = ["-I", folder, "-I", Path.Combine(package, "build", "native", "include"), "-o", output, $"smartstore/v1/{name}"];
            var start = new ProcessStartInfo(Path.Combine(package, "tools", platform, "protoc"), arguments) { UseShellExecute = false, RedirectStandardError = true };
            using var protoc = Process.Start(start)!;
            var said = protoc.StandardError.ReadToEnd();
            protoc.WaitForExit();
            Assert.True(protoc.ExitCode == 0, said);
            return FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(output)).File.Single();
        }
        finally
        {
            File.Delete(output);
        }
    }
}
