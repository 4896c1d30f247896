#!/usr/bin/env bash
# Brings a whole store to life: `smartstore demo` without arguments, `smartstore <arguments>` with them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v dotnet >/dev/null; then
  echo "run.sh: the .NET 10 SDK is missing; install it (https://dotnet.microsoft.com/download) and run this again." >&2
  exit 1
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=services/Host/bin/Release/net10.0
stamp=$out/.built
# Builds only what the host needs, and only when something is newer than the last build.
if [[ ! -f $stamp ]] || [[ -n $(find services devices Directory.*.props global.json -newer "$stamp" -type f -not -path '*/obj/*' -not -path '*/bin/*' -print -quit) ]]; then
  echo "building smartstore (once; about a minute) …" >&2
  # One compiler for all projects instead of one for each: half the time. Where the environment wants none kept, it goes with the build.
  dotnet build services/Host -c Release -p:RunAnalyzers=false -p:UseSharedCompilation=true -v minimal -clp:NoSummary 2>&1 | sed -u 's/^/  /' >&2
  if [[ ${UseSharedCompilation:-true} != true ]]; then dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true; fi
  touch "$stamp"
fi

if [[ $# -eq 0 ]]; then set -- demo; fi
exec "$out/smartstore" "$@"
