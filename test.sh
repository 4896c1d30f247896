#!/usr/bin/env bash
# Runs every test. Installs what the tests drive (Debian packages, npm modules) where it may; closes with `N passed, N failed`.
# usage: ./test.sh [--no-build] [project filter, e.g. Mqtt]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
build=1
if [[ ${1:-} == --no-build ]]; then build=0; shift; fi
only=${1:-}

say() { printf '%s\n' "$*" >&2; }

# ---- what the tests drive: other people's clients. A test whose peer is absent skips and says so.
packages=(mosquitto mosquitto-clients python3-paho-mqtt paho.mqtt.c-examples python3-grpcio python3-protobuf grpc-proto chromium nodejs)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' && continue
  if [[ $package == nodejs ]] && command -v node >/dev/null; then continue; fi
  missing+=("$package")
done
if ((${#missing[@]})); then
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    say "installing ${missing[*]} …"
    apt-get update -qq >/dev/null 2>&1
    # Without a runlevel no service starts by itself: the tests start their own servers on free ports.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 \
      || say "apt-get could not install all of: ${missing[*]}; the tests that need them will skip."
  else
    say "Missing: ${missing[*]}. Run 'apt-get install ${missing[*]}' as root to include the tests that need them."
  fi
fi
while IFS= read -r manifest; do
  folder=$(dirname "$manifest")
  if [[ -d $folder/node_modules && $folder/node_modules -nt $folder/package-lock.json ]]; then continue; fi
  say "npm ci in $folder …"
  (cd "$folder" && npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error >/dev/null 2>&1 && touch node_modules) || say "npm could not install $folder; the tests that need it will skip."
done < <(find tests -name package-lock.json -not -path '*/node_modules/*')

# ---- build once, then run the projects
if ((build)); then
  say "building …"
  dotnet build SmartStore.sln -c Release -p:RunAnalyzers="${ANALYZERS:-false}" -v quiet -clp:NoSummary || { say "the build failed"; echo "0 passed, 1 failed"; exit 1; }
fi

passed=0 failed=0 skipped=0
results=$root/TestResults
rm -rf "$results"
for project in tests/*/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [[ -n $only && $name != *$only* ]]; then continue; fi
  say "testing $name …"
  # A run that hangs is a failure, not a wait: no project needs five minutes.
  timeout 600 dotnet test "$project" -c Release --no-build --logger "trx;LogFileName=$name.trx" --results-directory "$results" --blame-hang-timeout 4min >"$results.$name.log" 2>&1
  code=$?
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -1)
  if [[ -z $counters ]]; then
    if ((code != 0)) || ! grep -q 'No test is available' "$results.$name.log"; then say "$name did not finish:"; tail -40 "$results.$name.log" >&2; failed=$((failed + 1)); fi
    rm -f "$results.$name.log"
    continue
  fi
  field() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
  p=$(field passed) f=$(field failed) t=$(field total)
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + t - p - f))
  say "  $p passed, $f failed, $((t - p - f)) skipped"
  if ((f > 0 || code != 0)); then
    grep -E '^\s+Failed |Error Message|^\s+(Assert|Expected|Actual|Xunit|System\.)|\[FAIL\]|seed' "$results.$name.log" | head -60 >&2
    if ((f == 0)); then say "$name ended with code $code:"; tail -20 "$results.$name.log" >&2; failed=$((failed + 1)); fi
  fi
  rm -f "$results.$name.log"
done

# Suites of other people's clients that are not xunit projects; each closes with `foreign: N passed, N failed, N skipped`.
while IFS= read -r suite; do
  name=$(basename "$(dirname "$(dirname "$suite")")")
  if [[ -n $only && $name != *$only* ]]; then continue; fi
  say "testing $name against foreign clients …"
  log=$results/$name.foreign.log
  mkdir -p "$results"
  timeout 600 bash "$suite" >"$log" 2>&1
  if read -r p f s < <(sed -nE 's/^foreign: ([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p' "$log" | tail -1); then
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    say "  $p passed, $f failed, $s skipped"
    ((f > 0)) && grep -E '^(FAIL|not ok)' "$log" | head -40 >&2
  else
    say "$name's foreign clients did not finish:"; tail -20 "$log" >&2; failed=$((failed + 1))
  fi
done < <(find tests -path '*/Foreign/run.sh' -not -path '*/node_modules/*' | sort)

((skipped)) && say "$skipped skipped: each says why in its result file under TestResults/."
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
