namespace SmartStore.Core.Cases;

/// <summary>What stays of a case when its shopper is erased: nothing, unless something is owed. Then it stays alone, with a code, and nothing in it that is theirs.</summary>
public static class CaseErasure
{
    /// <summary>A case that stayed alone goes so long after it is over.</summary>
    public static readonly TimeSpan StaysFor = TimeSpan.FromHours(72);

    /// <summary>What was brought back and not settled may be owed.</summary>
    public static bool IsOwed(ServiceCase held) => held is { Kind: CaseKind.Return, IsOpen: true };

    internal static void Erase(CaseTurn turn, CaseShopperErased fact)
    {
        turn.Reply(CaseReplyOutcome.Done);
        if (turn.Case is not { } held || held.Shopper.IsNobody || held.Shopper != fact.Shopper) return;
        turn.Add(new CaseTaught(turn.At, held.Store, Lesson: null));
        if (!IsOwed(held) || fact.Code.Length == 0)
        {
            turn.End();
            return;
        }
        turn.Become(new ServiceCase(held.Id, held.Kind, held.Store)
        {
            State = held.State == CaseState.Asked ? CaseState.Open : held.State,
            StateAt = held.StateAt,
            Products = held.Products,
            Purchase = held.Purchase,
            Topic = held.Topic,
            IsTopicGiven = held.IsTopicGiven,
            OpenedAt = held.OpenedAt,
            WaitsSince = held.WaitsSince,
            DueAt = held.DueAt,
            Staff = held.State == CaseState.Asked ? "" : held.Staff,
            StaffName = held.State == CaseState.Asked ? "" : held.StaffName,
            Escalation = held.Escalation,
            IsDiscreet = held.IsDiscreet,
            Code = fact.Code,
            StoreVersion = held.StoreVersion,
        });
    }
}
