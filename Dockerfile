# One process with every role: broker, grains on SQLite, streams, pages.
# Build: docker build -t smartstore .    Run: see docker-compose.yml.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
# Analyzers belong to the checks before a commit, not to an image. The cache keeps packages between builds, not in a layer.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish services/Host/SmartStore.Host.csproj \
      --configuration Release \
      --output /app \
      -p:UseAppHost=false \
      -p:RunAnalyzers=false \
      -p:DebugType=none

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The one folder that is written to. A new named volume takes over its owner.
RUN mkdir /data && chown "$APP_UID:$APP_UID" /data
WORKDIR /app
COPY --from=build /app .
# Debugger and profiler sockets need a writable /tmp and are not wanted in a shop.
ENV DOTNET_EnableDiagnostics=0
# Not root; the base image defines the number.
USER $APP_UID
VOLUME /data
# MQTT, HTTP/1.1 (JSON, gRPC-Web, server-sent events, MQTT over WebSocket), gRPC.
EXPOSE 1883 8080 8081
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/app/smartstore.dll"]
CMD ["serve", "--data", "/data"]
