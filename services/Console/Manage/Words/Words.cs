using Microsoft.Net.Http.Headers;

namespace SmartStore.Pages.Manage;

/// <summary>What the manager's pages say, in one language: every text is there in each, or it does not compile.</summary>
internal sealed partial record Words
{
    private static IEnumerable<Words> All => [English, Korean];

    /// <summary>BCP 47 tag.</summary>
    public required string Lang { get; init; }

    /// <summary>In the language that the browser asks for and these pages have: the first of them; else English.</summary>
    public static Words Of(HttpContext http)
    {
        if (http.Request.Query["lang"].ToString() is { Length: > 0 } asked && Find(asked) is { } found) return found;
        foreach (var taken in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(taken => taken.Quality ?? 1))
            if (Find(taken.Value.ToString()) is { } words)
                return words;
        return English;
    }

    private static Words? Find(string tag) => All.FirstOrDefault(words => tag.Equals(words.Lang, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(words.Lang + "-", StringComparison.OrdinalIgnoreCase));

    // ---- every page
    public required string Manage { get; init; }
    public required string ToContent { get; init; }
    public required string NotForYou { get; init; }
    public required string SignInFirst { get; init; }
    public required string NeedsOperator { get; init; }
    public required string NothingHere { get; init; }
    public required string NothingHereText { get; init; }
    public required string DidNotWork { get; init; }
    public required string RefusedText { get; init; }
    public required string AwayText { get; init; }
    public required string SignedIn { get; init; }
    public required string SignOut { get; init; }
    public required string Live { get; init; }
    public required string Connecting { get; init; }
    /// <summary>{0} is the time.</summary>
    public required string Stale { get; init; }
    /// <summary>From which row to which, of how many.</summary>
    public required Func<int, int, int, string> RowsOf { get; init; }
    public required string RowsBefore { get; init; }
    public required string RowsAfter { get; init; }
    public required string AsFile { get; init; }
    public required Func<string, string> AsFileOf { get; init; }

    // ---- stores
    public required string Stores { get; init; }
    public required string Store { get; init; }
    public required string NoStores { get; init; }
    public required string Id { get; init; }
    public required string InStore { get; init; }
    /// <summary>{0} is how many.</summary>
    public required string InStoreLive { get; init; }
    public required string Receivers { get; init; }
    public required Func<int, string> Failing { get; init; }
    public required string AllHeard { get; init; }
    public required string LayoutPut { get; init; }
    public required string Board { get; init; }
    public required string OpenBoard { get; init; }
    public required string OpenKiosk { get; init; }

    // ---- one store
    public required string ThisStore { get; init; }
    public required string Overview { get; init; }
    public required string Currency { get; init; }
    public required string TimeZone { get; init; }
    public required string Language { get; init; }
    public required string Zones { get; init; }
    public required string Zone { get; init; }
    public required string Anchors { get; init; }
    public required string Terminals { get; init; }
    public required string Terminal { get; init; }
    public required string Beacon { get; init; }
    public required string Scanner { get; init; }
    public required string Floor { get; init; }
    public required string Floors { get; init; }
    public required string PlanAlt { get; init; }
    public required string PlanText { get; init; }
    public required string NoCounts { get; init; }
    public required string People { get; init; }
    public required string Unknown { get; init; }
    public required string LeadsTo { get; init; }
    public required string Is { get; init; }
    public required string Entrance { get; init; }
    public required string Pickup { get; init; }
    public required string Service { get; init; }
    public required string Checkout { get; init; }
    public required string Unreachable { get; init; }
    public required Func<int, string> UnreachableText { get; init; }
    public required string AsOf { get; init; }
    public required string ReceiversText { get; init; }
    public required string State { get; init; }
    public required string LastHeard { get; init; }
    public required string Clock { get; init; }
    public required string NotUsed { get; init; }
    public required string Heard { get; init; }
    public required string Silent { get; init; }
    public required string NotYet { get; init; }
    public required string NotSinceStart { get; init; }
    public required string Right { get; init; }
    public required Func<double, string> Off { get; init; }
    public required string Late { get; init; }
    public required string NotUnderstood { get; init; }
    public required string NotMeasured { get; init; }
    public required string RefusedElse { get; init; }
    public required string Kind { get; init; }
    public required string Slots { get; init; }
    public required string Page { get; init; }
    public required Func<Proto.TerminalKind, string> TerminalKind { get; init; }

    // ---- import
    public required string Import { get; init; }
    public required string ImportText { get; init; }
    public required string File { get; init; }
    public required string FileHint { get; init; }
    public required string ChooseFile { get; init; }
    public required string CheckOnly { get; init; }
    public required string CheckAndApply { get; init; }
    public required string NothingImported { get; init; }
    public required Func<string, string> Imported { get; init; }
    public required Func<string, string> WouldImport { get; init; }
    public required string NoChange { get; init; }
    public required string What { get; init; }
    public required string Added { get; init; }
    public required string Changed { get; init; }
    public required string Same { get; init; }
    public required Func<string, string> Part { get; init; }
    public required Func<int, string> Wrong { get; init; }
    public required Func<int, string> MoreOf { get; init; }

    // ---- devices
    public required string Devices { get; init; }
    public required string DevicesText { get; init; }
    public required string NoDevices { get; init; }
    public required string UserName { get; init; }
    public required string Password { get; init; }
    public required string ShownOnce { get; init; }
    public required string ServerKeys { get; init; }
    public required string AddedAt { get; init; }
    public required string Change { get; init; }
    public required Func<string, string> ChangeOf { get; init; }
    public required string ChangeText { get; init; }
    public required string Copy { get; init; }
    public required Func<string, string> CopyOf { get; init; }
    public required string Copied { get; init; }
    public required string PasswordCode { get; init; }
    public required string NewPassword { get; init; }
    public required string Remove { get; init; }
    public required string AddDevice { get; init; }
    public required string DeviceIdHint { get; init; }
    public required string DeviceIsThere { get; init; }
    public required Func<string, string> DeviceKind { get; init; }
    public required Func<string, string> DeviceAdded { get; init; }
    public required Func<string, string> DeviceRemoved { get; init; }

    // ---- members of the staff
    public required string Members { get; init; }
    public required string MembersText { get; init; }
    public required string Name { get; init; }
    public required string MemberIdHint { get; init; }
    public required string Roles { get; init; }
    public required Func<string, string> Role { get; init; }
    public required string WorksIn { get; init; }
    public required string Pin { get; init; }
    public required string PinHint { get; init; }
    public required string Ended { get; init; }
    public required string PutMember { get; init; }
    public required Func<string, string> MemberPut { get; init; }

    // ---- why
    public required string Why { get; init; }
    public required string WhyText { get; init; }
    public required string ShopperId { get; init; }
    public required string LookIsNoted { get; init; }
    public required string ShowWhy { get; init; }
    public required string Decisions { get; init; }
    public required string NothingDecided { get; init; }
    public required string SentOut { get; init; }
    public required string NothingSent { get; init; }

    // ---- cases
    public required string Cases { get; init; }
    public required string CasesText { get; init; }
    public required string CaseOpen { get; init; }
    public required string CaseTaken { get; init; }
    public required string CaseAsked { get; init; }
    public required string CaseHelp { get; init; }
    public required string CaseReturn { get; init; }
    public required string CaseConcierge { get; init; }
    public required string CaseComplaint { get; init; }
    public required string CaseRating { get; init; }
    public required string CaseOrder { get; init; }
    public required string NoCases { get; init; }
    public required string Topic { get; init; }
    public required string SaveTopic { get; init; }
    public required string TopicSaved { get; init; }
    public required string Opened { get; init; }
    public required string SaidInCase { get; init; }
    public required string TakenBy { get; init; }
    public required string Somebody { get; init; }
    public required string NoAnswer { get; init; }
    public required string YourStaffId { get; init; }
    public required string YourStaffIdHint { get; init; }
    public required string NeedsStaffId { get; init; }
    public required string NeedsScript { get; init; }

    // ---- calibration
    public required string Calibration { get; init; }
    public required string CalibrationText { get; init; }
    public required string NoCalibration { get; init; }
    public required string Version { get; init; }
    public required string InForce { get; init; }
    public required string NotInForce { get; init; }
    public required string VersionBefore { get; init; }
    public required string WithoutCalibration { get; init; }
    public required Func<string, string> Unfit { get; init; }
    public required string Revert { get; init; }
    public required Func<int, string> RevertTo { get; init; }
    public required string RevertToNone { get; init; }
    public required string LearnedHead { get; init; }
    public required string Anchor { get; init; }
    public required string Offset { get; init; }
    public required Func<string, string> LearnedPlaces { get; init; }
    public required string NoPlaces { get; init; }
    public required string PutCalibration { get; init; }
    public required string CalibrationHint { get; init; }
    public required string CalibrationPut { get; init; }
    public required string CalibrationReverted { get; init; }
    public required string WorthHead { get; init; }
    public required Func<string, string, string, string> Worth { get; init; }
    public required Func<string, string> Sure { get; init; }
    public required Func<string, string> OffsetsWithin { get; init; }
    public required string NoWorth { get; init; }
    public required string Figure { get; init; }
    public required string DefaultConstants { get; init; }
    public required string Calibrated { get; init; }
    public required Func<int, string> CalibratedVersion { get; init; }
    public required string LearnedFromRest { get; init; }
    public required string Accuracy { get; init; }
    public required string FalseChanges { get; init; }
    public required string Delay { get; init; }
    public required string WalkedFor { get; init; }
    public required Func<string, string> WrongAnswers { get; init; }
    public required string NoZone { get; init; }
    public required string ReplayHead { get; init; }
    public required string ReplayText { get; init; }
    public required string SightingsTable { get; init; }
    public required string SightingsTableHint { get; init; }
    public required string LabelsTable { get; init; }
    public required string LabelsTableHint { get; init; }
    public required string WhoHeard { get; init; }
    public required string HeardByStore { get; init; }
    public required string HeardByPhone { get; init; }
    public required string Replay { get; init; }
    public required Func<string, string, string> Teaches { get; init; }
    public required string TeachesTooLittle { get; init; }
    public required Func<string, string> TeachesNoBetter { get; init; }
    public required Func<string, string, string> TeachesUnsure { get; init; }
    public required Func<string, int, string> TeachesNoTaps { get; init; }

    // ---- figures
    public required string Figures { get; init; }
    public required string FiguresText { get; init; }
    public required string FiguresOfStores { get; init; }
    public required string ZoneUnknown { get; init; }
    public required string ReceiversWork { get; init; }
    public required string ReceiversFail { get; init; }
    public required string Sightings { get; init; }
    public required string Fate { get; init; }
    public required string Count { get; init; }
    public required string RefusedMessages { get; init; }
    public required string Reason { get; init; }
    public required string Calls { get; init; }
    public required string Method { get; init; }
    public required string NothingCounted { get; init; }
    public required string FateTaken { get; init; }
    public required string FateWaiting { get; init; }
    public required string FateNoConsent { get; init; }
    public required string FateUnknownShopper { get; init; }
    public required string FateUnknownBeacon { get; init; }
    public required string FateUnknownTag { get; init; }
    public required string FateLate { get; init; }
    public required string FateRepeated { get; init; }

    // ---- layout
    public required string Layout { get; init; }
    public required string NewStore { get; init; }
    public required string CloneStore { get; init; }
    public required string LayoutText { get; init; }
    public required string LayoutSaved { get; init; }
    public required string ChangedMeanwhile { get; init; }
    public required string StoreIsThere { get; init; }
    public required string Preview { get; init; }
    public required string NoChangeOfLayout { get; init; }
    public required Func<int, string> WouldChange { get; init; }
    public required Func<int, string> ChangeKind { get; init; }
    public required Func<string, string> LayoutPart { get; init; }
    public required string HoldHours { get; init; }
    public required string DeliveryUntil { get; init; }
    public required string NearStores { get; init; }
    public required string ZonesHint { get; init; }
    public required string AnchorsHint { get; init; }
    public required string Order { get; init; }
    public required string Outline { get; init; }
    public required string PrivateScreen { get; init; }
    public required string Gateways { get; init; }
    public required string Maker { get; init; }
    public required string TopicFilter { get; init; }
    public required string ShowChanges { get; init; }
    public required string SaveLayout { get; init; }
    public required string MoreRows { get; init; }

    // ---- evidence
    public required string Evidence { get; init; }
    public required string EvidenceText { get; init; }
    public required string EvidenceOf { get; init; }
    public required string NoEvidence { get; init; }
    public required string At { get; init; }
    public required string Told { get; init; }
    public required string Likeliest { get; init; }
    public required string NotHeard { get; init; }
    public required string NoStore { get; init; }
}
