namespace SmartStore.Flow.Tests.Crash;

/// <summary>kill -9 of the server while shoppers say what they agree to and how they want to be treated: what was answered is there, and the ledger has it once.</summary>
public sealed class CrashOfMembersTests
{
    private const int Shoppers = 20;

    [Fact]
    public async Task After_a_kill_every_answered_consent_is_in_effect_and_in_the_ledger_once_and_preferences_are_with_the_shopper()
    {
        using var data = new FreshFolder();
        await using var first = await ServerProcess.Start(data.Path);
        var answered = new Dictionary<string, (int Consents, string Language)>(StringComparer.Ordinal);
        await using (var client = await ShopClient.Connect(first))
        {
            await client.Furnish();
            for (var i = 0; i < Shoppers; i++) answered[await client.NewShopper([])] = (0, "");
            // Each says one thing after the other until the server is gone.
            var talking = answered.Keys.ToList().Select(shopper => Talk(client, shopper)).ToList();
            await Eventually.Is(() => answered.Values.All(said => said.Consents >= 5), () => "five consents of each");
            await first.Kill();
            await Task.WhenAll(talking);
        }

        await using var second = await ServerProcess.Start(data.Path, samePorts: first);
        await using var again = await ShopClient.Connect(second);
        foreach (var (shopper, said) in answered)
        {
            var texts = (await again.Shoppers.GetAccessLogAsync(new GetAccessLogRequest { ShopperId = shopper })).Consents.Reverse().Select(entry => int.Parse(entry.TextVersion)).ToList();
            // The last one may have been committed without an answer.
            Assert.Equal(Enumerable.Range(1, texts.Count), texts);
            Assert.InRange(texts.Count, said.Consents, said.Consents + 1);
            var consent = await again.Shoppers.GetConsentAsync(new GetConsentRequest { ShopperId = shopper });
            Assert.Equal($"{texts.Count}", consent.TextVersion);
            Assert.Equal(texts.Count % 2, consent.Purposes.Count);
            var language = (await again.Shoppers.GetMemberAsync(new GetMemberRequest { ShopperId = shopper })).Preferences.Language;
            Assert.Contains(language, new[] { said.Language, Next(said.Language) });
        }

        async Task Talk(ShopClient client, string shopper)
        {
            try
            {
                for (var i = 1; ; i++)
                {
                    await client.Shoppers.PutConsentAsync(new PutConsentRequest { ShopperId = shopper, Purposes = { i % 2 == 1 ? [Purpose.Presence] : [] }, TextVersion = $"{i}" });
                    lock (answered) answered[shopper] = (i, answered[shopper].Language);
                    var language = Next(answered[shopper].Language);
                    await client.Shoppers.PutPreferencesAsync(new PutPreferencesRequest { Preferences = new Preferences { ShopperId = shopper, Language = language } });
                    lock (answered) answered[shopper] = (i, language);
                }
            }
            catch (Grpc.Core.RpcException)
            {
                // The server is gone.
            }
        }

        static string Next(string language) => language == "ko" ? "en" : "ko";
    }
}
