namespace SmartStore.Ingest.Gateways;

/// <summary>A maker whose gateways we understand.</summary>
/// <param name="Name">As a layout spells it: lower case.</param>
/// <param name="TopicFilters">Topics its gateways use out of the box; empty when they have none of their own or do not speak MQTT.</param>
/// <param name="Read">Its reader.</param>
public sealed record GatewayMaker(string Name, IReadOnlyList<string> TopicFilters, GatewayRead Read);
