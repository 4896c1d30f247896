namespace SmartStore.Core.Cases;

/// <summary>What is wrong with what people say in cases.</summary>
public static class CaseCheck
{
    /// <summary>How far ahead an appointment or an answer may lie.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(366);

    /// <summary>Everything wrong with a case that is to be opened; empty: usable. Whether what it names is there is not asked, but for zones.</summary>
    /// <param name="layout">The case's store; null: not known here, and its zones are not looked up.</param>
    /// <param name="path">Where it was sent, with its dot: empty, or <c>open.</c>.</param>
    public static IReadOnlyList<Problem> Opening(CaseOpened wish, StoreLayout? layout, string path)
    {
        var problems = new Problems();
        if (wish.Kind == CaseKind.Unspecified || !Enum.IsDefined(wish.Kind)) problems.Add($"{path}kind", $"no kind {(int)wish.Kind} of a case");
        problems.Reference($"{path}zone_id", "zone", wish.Zone.Value ?? "", layout?.Zones.Select(zone => zone.Id.Value));
        Text(problems, $"{path}text", wish.Text);
        problems.Count($"{path}product_ids", wish.Products.Count, ServiceCase.ProductsMax);
        for (var i = 0; i < wish.Products.Count; i++) problems.Id($"{path}product_ids[{i}]", wish.Products[i].Value);
        foreach (var (field, id) in new[] { ("order_id", wish.Order), ("purchase_id", wish.Purchase), ("visit_id", wish.Visit) })
            if (id.Length > 0) problems.Id($"{path}{field}", id);
        if (wish is { Kind: CaseKind.Order, Order.Length: 0 }) problems.Add($"{path}order_id", "must name the order that the question is about");
        if (wish.Topic.Length > 0 && !CaseTopics.Has(wish.Topic)) problems.Add($"{path}topic", $"no topic \"{Problems.Shown(wish.Topic)}\"");
        if (wish.Rating is < 0 or > 5) problems.Add($"{path}rating", "must be 1..5");
        else if (wish.Kind == CaseKind.Rating && wish.Rating == 0) problems.Add($"{path}rating", "must be 1..5");
        if (wish.WishedAt is { } wished) Ahead(problems, $"{path}wished_at", wished, wish.At);
        return problems.Found;
    }

    /// <summary>Everything wrong with what a shopper adds; empty: usable.</summary>
    public static IReadOnlyList<Problem> Adding(CaseAdded added)
    {
        var problems = new Problems();
        Text(problems, "text", added.Text);
        Choice(problems, "choice", added.Choice);
        if (added.Rating is < 0 or > 5) problems.Add("rating", "must be 1..5");
        if (problems.Found.Count == 0 && added is { Text.Length: 0, Choice.Length: 0, Rating: 0, IsWithdrawal: false }) problems.Add("text", "one of text, choice, withdraw and rating must say something");
        return problems.Found;
    }

    /// <summary>Everything wrong with what staff do; empty: usable.</summary>
    public static IReadOnlyList<Problem> Acting(CaseActed acted)
    {
        var problems = new Problems();
        var said = acted.Act == CaseAct.Reply ? "reply" : "settle";
        Text(problems, $"{said}.text", acted.Text);
        if (acted is { Act: CaseAct.Reply, Text.Length: 0 }) problems.Add("reply.text", "must not be empty");
        problems.Count("reply.choices", acted.Choices.Count, ServiceCase.ChoicesMax);
        for (var i = 0; i < acted.Choices.Count; i++)
        {
            Choice(problems, $"reply.choices[{i}]", acted.Choices[i]);
            if (string.IsNullOrWhiteSpace(acted.Choices[i])) problems.Add($"reply.choices[{i}]", "must not be empty");
            else if (acted.Choices.Take(i).Contains(acted.Choices[i], StringComparer.Ordinal)) problems.Add($"reply.choices[{i}]", "is there twice");
        }
        if (acted is { IsInternal: true, Choices.Count: > 0 }) problems.Add("reply.choices", "must be empty in what the shopper does not see");
        if (acted.Act == CaseAct.Settle && (acted.Outcome == CaseOutcome.Unspecified || !Enum.IsDefined(acted.Outcome))) problems.Add("settle.outcome", $"no outcome {(int)acted.Outcome} of a case");
        if (acted.Act == CaseAct.Sort && !CaseTopics.Has(acted.Topic)) problems.Add("topic", $"no topic \"{Problems.Shown(acted.Topic)}\"");
        if (acted.Act == CaseAct.Give) problems.Id("give_to", acted.GiveTo);
        if (acted.DueAt is { } due) Ahead(problems, "due_at", due, acted.At);
        return problems.Found;
    }

    // What people write has lines.
    private static void Text(Problems problems, string path, string text)
    {
        if (text.Length > ServiceCase.TextMax) problems.Add(path, $"must be at most {ServiceCase.TextMax} characters");
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))) problems.Add(path, "must hold no control characters but line breaks");
    }

    private static void Choice(Problems problems, string path, string choice) => problems.Text(path, choice, ServiceCase.ChoiceMax);

    private static void Ahead(Problems problems, string path, DateTimeOffset at, DateTimeOffset now)
    {
        if (at <= now) problems.Add(path, "must lie ahead");
        else if (at - now > AheadMax) problems.Add(path, $"must lie at most {AheadMax.TotalDays} days ahead");
    }
}
