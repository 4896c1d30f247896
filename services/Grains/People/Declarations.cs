using Microsoft.Extensions.DependencyInjection;
using SmartStore.Grains.Cases;
using SmartStore.Grains.Catalog;
using SmartStore.Grains.Devices;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Members;
using SmartStore.Grains.Staff;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.People;

/// <summary>What every kind of grain and document keeps of a person. A new kind adds its line here.</summary>
internal static class Declarations
{
    /// <summary>Kinds of which nothing is about a shopper.</summary>
    public static IReadOnlyList<IDeclaresPersonalData> Nothing { get; } =
    [
        new NothingPersonal(PersonalDataOf.Grain(GrainKeys.Presence), "It keeps nothing itself: who is where lies in the trackers' memory, and leaves it when the shopper's grain says that there is no such shopper."),
        new NothingPersonal(PersonalDataOf.Grain(GrainKeys.BrokerLines), "It keeps nothing: which processes hear their broker, in memory, of nobody."),
        new NothingPersonal(PersonalDataOf.Grain(GrainKeys.Lessons), "Hashes of words of cases that staff settled, beside their topics: no text, and of nobody. Those of an erased shopper's cases go with the cases."),
        new NothingPersonal(PersonalDataOf.Document(TopicLearning.DocumentKind), "The same of all stores, made anew each night."),
        new NothingPersonal(PersonalDataOf.Grain(GrainKeys.Screen), "It keeps nothing: what a terminal shows lies in memory for a minute, and leaves it when the shopper's grain says that there is no such shopper."),
        new NothingPersonal(PersonalDataOf.Document(StoredLayouts.Kind), "A store's rooms and receivers."),
        new NothingPersonal(PersonalDataOf.Document("catalog"), "A store's products and recipes."),
        new NothingPersonal(PersonalDataOf.Document("stock"), "How much of each product there is."),
        new NothingPersonal(PersonalDataOf.Document("calibration"), "How a store's receivers hear."),
        new NothingPersonal(PersonalDataOf.Document("calibration-trials"), "What its calibrations were worth when they were learned."),
        new NothingPersonal(PersonalDataOf.Document("journal"), "Says to which file the journal of a cluster is moved."),
        new NothingPersonal(PersonalDataOf.Document("keys"), "Keys that sign passes and vouchers, and the key of the journal's pseudonyms: random, and of nobody."),
        new NothingPersonal(PersonalDataOf.Document("session-keys"), "Keys that seal the cookies of browsers: random, and of nobody."),
        new NothingPersonal(PersonalDataOf.Document("api-key"), "Keys of order systems and tills."),
        new NothingPersonal(PersonalDataOf.Document(ErasedReplay.Kind), "Says in which life of the store the list of the erased was gone through."),
        new NothingPersonal(PersonalDataOf.Document("tag-keys"), "Says which list of rotating tags is in force."),
        new NothingPersonal(PersonalDataOf.Document("invite"), "Which household an invitation's code leads to, for a day: neither says who is in it."),
        new NothingPersonal(PersonalDataOf.Document(StaffMembers.DocumentKind), "Members of the staff, who are no shoppers: their employer puts them in, and ends them."),
    ];

    // Deleted documents of these kinds are listed under a shopper's id.
    private static readonly string[] OfShoppers = ["tags", DeviceRegistry.DocumentKind];

    private static readonly TimeSpan PurgeEvery = TimeSpan.FromHours(1);

    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        foreach (var nothing in Nothing) services.AddSingleton(nothing);
        return services
            .AddPersonal<ShopperData>()
            .AddPersonal<MemberData>()
            .AddPersonal<OrderData>()
            .AddPersonal<CaseData>()
            .AddPersonal<BoardData>()
            .AddPersonal<HouseholdData>()
            .AddPersonal<TagData>()
            .AddPersonal<RotatingTagData>()
            .AddPersonal<PhoneData>()
            .AddPersonal<JournalData>()
            .AddSingleton<Tombstones>()
            .AddSingleton<IDeclaresPersonalData>(static provider => provider.GetRequiredService<Tombstones>())
            .AddSingleton<Erasures>()
            .AddSingleton<IPersonalData>(static provider => provider.GetRequiredService<Erasures>())
            .AddSingleton(static provider => new Chore("answers to the erased", Tombstones.LookEvery, provider.GetRequiredService<Tombstones>().ForgetPast))
            .AddSingleton(static provider => new Chore("deleted documents", PurgeEvery, _ => provider.GetRequiredService<IStateStore>().Purge(OfShoppers).AsTask()));
    }

    private static IServiceCollection AddPersonal<T>(this IServiceCollection services)
        where T : class, IDeclaresPersonalData => services.AddSingleton<IDeclaresPersonalData, T>();
}
