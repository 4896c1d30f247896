namespace SmartStore.Api.Terminals;

/// <summary>The <c>Terminals</c> service. No method of it is built yet; terminals speak MQTT.</summary>
internal sealed class TerminalsService : Proto.Terminals.TerminalsBase;
