namespace SmartStore.Api.Insights;

/// <summary>The <c>Insights</c> service. No method of it is built yet.</summary>
internal sealed class InsightsService : Proto.Insights.InsightsBase;
