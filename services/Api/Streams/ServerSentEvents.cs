using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Staff;
using SmartStore.Api.Terminals;

namespace SmartStore.Api.Streams;

/// <summary>The Watch methods as server-sent events: the same services behind the same interceptor, called by GET.</summary>
internal static class ServerSentEvents
{
    public static void MapUpdates(this IEndpointRouteBuilder app)
    {
        var (shoppers, staff, terminals) = (app.ServiceProvider.GetRequiredService<ShoppersService>(), app.ServiceProvider.GetRequiredService<StaffService>(), app.ServiceProvider.GetRequiredService<TerminalsService>());
        app.Map<Proto.WatchShopperRequest, Proto.ShopperUpdate>("/v1/shoppers/{shopper_id}/updates", "/smartstore.v1.Shoppers/Watch", Read, shoppers.Watch, IdOf);
        app.Map<Proto.WatchStoreRequest, Proto.StoreUpdate>("/v1/stores/{store_id}/updates", "/smartstore.v1.Staff/Watch", Read, staff.Watch, IdOf);
        app.Map<Proto.WatchTerminalRequest, Proto.TerminalUpdate>("/v1/stores/{store_id}/terminals/{terminal_id}/updates", "/smartstore.v1.Terminals/Watch", Read, terminals.Watch, static _ => "");
    }

    private static void Map<TRequest, TUpdate>(
        this IEndpointRouteBuilder app, string path, string method, Action<EventsQuery, TRequest> read, ServerStreamingServerMethod<TRequest, TUpdate> watch, Func<TUpdate, string> idOf)
        where TRequest : class, IMessage<TRequest>, new()
        where TUpdate : class, IMessage<TUpdate>
    {
        var interceptor = app.ServiceProvider.GetRequiredService<CallInterceptor>();
        var policy = Access.Find(method)?.Policy ?? throw new InvalidOperationException($"{method} has no rule: give it a row in Access.");
        app.MapGet(path, async http =>
        {
            var events = new EventsCall<TUpdate>(http, method, idOf);
            try
            {
                var (query, request) = (new EventsQuery(http), new TRequest());
                read(query, request);
                if (query.Problems.Count > 0) throw new WrongFieldsException(query.Problems).ToStatus(isInTrailers: false);
                await interceptor.ServerStreamingServerHandler(request, events, events.Context, watch);
            }
            catch (RpcException e)
            {
                await events.Fail(e);
            }
        }).RequireAuthorization(policy);
    }

    private static void Read(EventsQuery query, Proto.WatchShopperRequest request) =>
        (request.ShopperId, request.AfterCursor, request.DeviceId, request.HeartbeatS) = (query.Path("shopper_id"), query.After, query.Text("device_id"), query.Number("heartbeat_s"));

    private static void Read(EventsQuery query, Proto.WatchStoreRequest request) =>
        (request.StoreId, request.AfterCursor, request.StaffId, request.HeartbeatS, request.WithoutNames) =
        (query.Path("store_id"), query.After, query.Text("staff_id"), query.Number("heartbeat_s"), query.Switch("without_names"));

    private static void Read(EventsQuery query, Proto.WatchTerminalRequest request) =>
        (request.StoreId, request.TerminalId, request.HeartbeatS) = (query.Path("store_id"), query.Path("terminal_id"), query.Number("heartbeat_s"));

    // Volatile updates carry no id: a browser would resume after the last durable one anyway, and must not forget which that was.
    private static string IdOf(Proto.ShopperUpdate update) => update.WhatCase is Proto.ShopperUpdate.WhatOneofCase.ListChanged
        or Proto.ShopperUpdate.WhatOneofCase.Screen or Proto.ShopperUpdate.WhatOneofCase.Heartbeat ? "" : update.Cursor;

    private static string IdOf(Proto.StoreUpdate update) => update.WhatCase is Proto.StoreUpdate.WhatOneofCase.Occupancy
        or Proto.StoreUpdate.WhatOneofCase.ReceiverStatus or Proto.StoreUpdate.WhatOneofCase.Heartbeat ? "" : update.Cursor;

    /// <summary>What the address says, and what is wrong in it.</summary>
    private sealed class EventsQuery(HttpContext http)
    {
        public List<Problem> Problems { get; } = [];

        /// <summary>Where to go on: what the browser remembers counts before what the page wrote into the address.</summary>
        public string After => http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : Text("after");

        public string Path(string name) => http.Request.RouteValues[name] as string ?? "";

        public string Text(string name) => http.Request.Query[name].ToString();

        public int Number(string name)
        {
            var text = Text(name);
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var number) && text.Length > 0) Problems.Add(new Problem(name, "is not a whole number"));
            return number;
        }

        public bool Switch(string name)
        {
            var text = Text(name);
            if (text is "" or "true" or "false" or "1" or "0") return text is "true" or "1";
            Problems.Add(new Problem(name, "is neither true nor false"));
            return false;
        }
    }
}
