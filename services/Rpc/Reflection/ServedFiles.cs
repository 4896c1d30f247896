using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SmartStore.Rpc.Reflection;

/// <summary>The .proto files of the services that are served, with all that they import, and what they declare.</summary>
internal sealed class ServedFiles
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _byExtension = [];

    public ServedFiles(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services) Add(service.File);
    }

    public FileDescriptor? ByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>By the full name of a message, enum, enum value, field, service, method or extension.</summary>
    public FileDescriptor? BySymbol(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    public FileDescriptor? ByExtension(string type, int number) => _byExtension.GetValueOrDefault((type, number));

    /// <summary>The numbers of a message's extensions; null when there is no such message.</summary>
    public IReadOnlyList<int>? ExtensionNumbers(string type) =>
        _bySymbol.TryGetValue(type, out var file) && file.EnumerateMessages().Any(m => m.FullName == type) ? [.. _byExtension.Keys.Where(e => e.Type == type).Select(e => e.Number)] : null;

    /// <summary>The file and everything it imports, the file first.</summary>
    public static IReadOnlyList<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new List<FileDescriptor> { file };
        for (var i = 0; i < seen.Count; i++) seen.AddRange(seen[i].Dependencies.Where(import => !seen.Contains(import)));
        return [.. seen.Select(f => f.SerializedData)];
    }

    private void Add(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file)) return;
        foreach (var service in file.Services)
        {
            _bySymbol[service.FullName] = file;
            foreach (var method in service.Methods) _bySymbol[method.FullName] = file;
        }
        foreach (var message in file.EnumerateMessages()) AddMessage(message, file);
        foreach (var type in file.EnumTypes) AddEnum(type, file);
        foreach (var extension in file.Extensions.UnorderedExtensions) AddExtension(extension, file);
        foreach (var import in file.Dependencies) Add(import);
    }

    private void AddMessage(MessageDescriptor message, FileDescriptor file)
    {
        _bySymbol[message.FullName] = file;
        foreach (var field in message.Fields.InDeclarationOrder()) _bySymbol[field.FullName] = file;
        foreach (var oneof in message.Oneofs) _bySymbol[oneof.FullName] = file;
        foreach (var type in message.EnumTypes) AddEnum(type, file);
    }

    private void AddEnum(EnumDescriptor type, FileDescriptor file)
    {
        _bySymbol[type.FullName] = file;
        foreach (var value in type.Values) _bySymbol[value.FullName] = file;
    }

    private void AddExtension(FieldDescriptor extension, FileDescriptor file)
    {
        _bySymbol[extension.FullName] = file;
        _byExtension[(extension.ExtendeeType.FullName, extension.FieldNumber)] = file;
    }
}

file static class FileMessages
{
    /// <summary>Every message of the file, nested ones too.</summary>
    public static IEnumerable<MessageDescriptor> EnumerateMessages(this FileDescriptor file) => file.MessageTypes.SelectMany(WithNested);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => [message, .. message.NestedTypes.SelectMany(WithNested)];
}
