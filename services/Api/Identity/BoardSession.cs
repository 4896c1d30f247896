using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmartStore.Core.Devices;

namespace SmartStore.Api.Identity;

/// <summary>
/// A tablet of the shop, registered once as a device of kind board. Alone it may show its store without names. Members of the staff say with a PIN who they are; it then acts in
/// their name until it is locked, and keeps their duty.
/// </summary>
internal static class BoardSession
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "smartstore-board";

    /// <summary>Claim: the board itself, as a device is named.</summary>
    public const string Board = "board";

    /// <summary>How long a PIN holds on a board that nobody locks; the page locks it after three minutes without a touch.</summary>
    public static readonly TimeSpan OpenMax = TimeSpan.FromHours(12);

    // As long as browsers keep any cookie.
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(400);

    public static void AddBoardSession(this AuthenticationBuilder authentication) => authentication.AddCookie(Schemes.Board, static cookies =>
    {
        cookies.Cookie = new OwnCookie { Name = Cookie, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
        (cookies.ExpireTimeSpan, cookies.SlidingExpiration) = (Lasts, true);
        cookies.Events = new CookieAuthenticationEvents { OnValidatePrincipal = Check };
    });

    /// <summary>One signing in at a board, of the request that shows its cookie.</summary>
    /// <param name="Board">As a device is named.</param>
    /// <param name="Id">Of the signing in; empty: a cookie of before these had one.</param>
    public sealed record Opening(string Board, string Id);

    /// <summary>What a board's cookie says.</summary>
    /// <param name="Key">Changes with the board's password.</param>
    /// <param name="Staff">Who uses it; empty: nobody.</param>
    /// <param name="OpenUntil">Until when it acts in their name; in the past: it is locked.</param>
    public sealed record Ticket(DeviceName Name, string Key, string Staff, DateTimeOffset OpenUntil)
    {
        /// <summary>Names the signing in; empty: nobody has signed in, or before these had a name.</summary>
        public string OpenId { get; init; } = "";

        /// <summary>Puts it into the browser.</summary>
        public Task Give(HttpContext http)
        {
            var said = new AuthenticationProperties { IsPersistent = true };
            (said.Items[nameof(Name)], said.Items[nameof(Key)], said.Items[nameof(Staff)]) = (Name.ToString(), Key, Staff);
            said.Items[nameof(OpenId)] = OpenId;
            said.Items[nameof(OpenUntil)] = OpenUntil.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return http.SignInAsync(Schemes.Board, ApiIdentity.Principal(Schemes.Board, Name.ToString(), []), said);
        }

        /// <summary>Reads the cookie of a request; null: there is none in force.</summary>
        public static async Task<Ticket?> Of(HttpContext http) => await http.AuthenticateAsync(Schemes.Board) is { Succeeded: true, Properties: { } said } ? Read(said) : null;

        internal static Ticket? Read(AuthenticationProperties said) =>
            DeviceName.Read(Text(said, nameof(Name))) is { Kind: DeviceKind.Board } name && long.TryParse(Text(said, nameof(OpenUntil)), CultureInfo.InvariantCulture, out var open)
                ? new Ticket(name, Text(said, nameof(Key)), Text(said, nameof(Staff)), DateTimeOffset.FromUnixTimeSeconds(open)) { OpenId = Text(said, nameof(OpenId)) }
                : null;

        private static string Text(AuthenticationProperties said, string name) => said.Items.TryGetValue(name, out var text) ? text ?? "" : "";
    }

    /// <summary>Another one for each password that a board was given.</summary>
    public static string KeyOf(RegisteredDevice board) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(board.Password.Text)).AsSpan(0, 16));

    private static async Task Check(CookieValidatePrincipalContext shown)
    {
        var (services, now) = (shown.HttpContext.RequestServices, shown.Options.TimeProvider!.GetUtcNow());
        if (Ticket.Read(shown.Properties) is not { } ticket || await services.GetRequiredService<IDevices>().Look(ticket.Name.ToString()) is not { } board || KeyOf(board) != ticket.Key)
        {
            shown.RejectPrincipal();
            return;
        }

        // What a member may do is looked up each time: who has ended, or works elsewhere now, is nobody here.
        var member = services.GetRequiredService<IStaffMembers>().Find(ticket.Staff) is { } found && found.WorksIn(new StoreId(ticket.Name.Store)) ? found : null;
        var isOpen = member is not null && now < ticket.OpenUntil;
        string[] roles = !isOpen ? [Roles.Board] : member!.Roles.Contains(Roles.Manager) ? [Roles.Staff, Roles.Manager] : [Roles.Staff];
        var principal = ApiIdentity.Principal(Schemes.Board, member?.Id.Value ?? ticket.Name.ToString(), roles);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(Board, ticket.Name.ToString()));
        shown.ReplacePrincipal(principal);
        if (isOpen) shown.HttpContext.Features.Set(new Opening(ticket.Name.ToString(), ticket.OpenId));
        shown.HttpContext.Features.Set(new CredentialEnd(isOpen ? ticket.OpenUntil : null, services.GetRequiredService<Boards>().RevokedOf(board)));
    }
}

/// <summary>The boards whose streams are open: these end when a board is removed, or given another password.</summary>
internal sealed class Boards(IDevices devices, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Key, CancellationTokenSource Revoked)> _boards = new(StringComparer.Ordinal);

    /// <summary>Cancelled when the board is not what it was.</summary>
    public CancellationToken RevokedOf(RegisteredDevice board)
    {
        var (name, key) = (board.Name.ToString(), BoardSession.KeyOf(board));
        lock (_gate)
        {
            if (_boards.TryGetValue(name, out var held) && held.Key == key) return held.Revoked.Token;
            // No timer and no handle hangs on the source, so that it needs no disposal.
            var revoked = new CancellationTokenSource();
            _boards[name] = (key, revoked);
            return revoked.Token;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.Every(LookEvery, Look, stoppingToken);

    private async Task Look()
    {
        List<CancellationTokenSource> ended = [];
        lock (_gate)
        {
            foreach (var (name, (key, revoked)) in _boards.Where(held => devices.Find(held.Key) is not { } board || BoardSession.KeyOf(board) != held.Value.Key).ToList())
            {
                _boards.Remove(name);
                ended.Add(revoked);
            }
        }

        foreach (var revoked in ended) await revoked.CancelAsync();
    }
}
