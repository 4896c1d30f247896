using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Push;
using SmartStore.Ingest.Door;
using SmartStore.Ingest.Taps;

namespace SmartStore.Host.Composition;

/// <summary>What only the host can put together, because it sees both sides.</summary>
internal static class HostServices
{
    /// <summary>What the door and the lockers need done again and again, beside the grains' own chores.</summary>
    public static IServiceCollection AddChores(this IServiceCollection services) => services
        .AddSingleton(static provider => new Chore("lockers' manifests", ManifestPublisher.LookEvery, provider.GetRequiredService<ManifestPublisher>().Look))
        .AddSingleton(static provider => new Chore("terminals' screens", ScreenWatch.RenewEvery, provider.GetRequiredService<TerminalScreens>().Look))
        .AddSingleton(static provider => new Chore("signs", SignFrames.LookEvery, provider.GetRequiredService<SignPublisher>().Look))
        .AddSingleton(static provider => Chore.Of("devices' connections", DeviceBroker.LookEvery, provider.GetRequiredService<DeviceBroker>().Look))
        .AddSingleton(static provider => new Chore("devices' sessions", DeviceBroker.SweepEvery, provider.GetRequiredService<DeviceBroker>().Sweep));

    /// <summary>What phones, staff and other systems call, with what the settings say about who may.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, ServeOptions options)
    {
        return services.AddApi(new ApiOptions
        {
            JwtIssuer = options.JwtIssuer,
            JwtAudience = options.JwtAudience,
            Jwks = options.Jwks,
            OidcClientId = options.OidcClientId,
            OidcClientSecret = options.OidcClientSecret,
            OidcScopes = options.OidcScopes,
            ClientCa = options.TlsClientCa,
            Insecure = options.Insecure,
            CorsOrigins = options.CorsOrigins,
        });
    }

    /// <summary>Pushes to browsers, where a key is given: asked for at the API, sent where the grains are.</summary>
    /// <exception cref="UsageException">The key cannot be read.</exception>
    public static IServiceCollection AddWebPush(this IServiceCollection services, ServeOptions options)
    {
        if (options.WebPushKey is not { } file) return services;
        try
        {
            services.AddSingleton(WebPushOptions.Of(File.ReadAllText(file), options.WebPushContact!, options.WebPushServices));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException($"--web-push-key: {file} is no private key of P-256 ({CommandLine.Aside(e.Message)}).");
        }

        return options.HasSilo ? services.AddWebPushSender() : services;
    }

    /// <summary>The shoppers' rules with what the settings say about time.</summary>
    public static ShopperRules Rules(this ServeOptions options)
    {
        var rules = ShopperRules.Default with
        {
            VisitEndsAfter = options.VisitEnd,
            SnoozeFor = options.Snooze,
            QuietFor = options.RepeatAfter,
            SuggestionLives = options.SuggestionExpiry,
            ConsentText = options.ConsentText,
            ErasedKeptFor = options.ErasedKept,
        };
        return rules.Errors().FirstOrDefault() is { } wrong ? throw new UsageException(wrong) : rules;
    }
}
