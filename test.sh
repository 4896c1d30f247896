#!/usr/bin/env bash
# Runs every test. Installs what the tests drive (Debian packages, npm modules) where it may; closes with `N passed, N failed`.
# usage: ./test.sh [--no-build] [project filter, e.g. Mqtt]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Hundreds of short processes: none lives long enough for code that is measured first and compiled again to pay. A start costs a fifth less without.
export DOTNET_TieredPGO=0
build=1
if [[ ${1:-} == --no-build ]]; then build=0; shift; fi
only=${1:-}

# What a CI machine may lack. With CI=true a skip that is not listed here counts as failed. An entry is `name: reason`; the name is a class, or a
# class and a method, with its namespace, and may hold wildcards; for a suite of foreign clients it is `Folder.Foreign.client`.
expected_skips=()

say() { printf '%s\n' "$*" >&2; }

# ---- what the tests drive: other people's clients. A test whose peer is absent skips and says so.
packages=(mosquitto mosquitto-clients redis-server iproute2 python3-paho-mqtt paho.mqtt.c-examples python3-grpcio python3-protobuf grpc-proto chromium nodejs)
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

# ---- build once, then run each project's executable
if ((build)); then
  say "building …"
  dotnet build SmartStore.sln -c Release -p:RunAnalyzers="${ANALYZERS:-false}" -v quiet -clp:NoSummary || { say "the build failed"; echo "0 passed, 1 failed"; exit 1; }
fi

# ---- hundreds of processes under test compile the same code at their start. Compiled to machine code once, which takes as long as fifty starts, it spares each
# a quarter of its CPU. The files lie where the build put them, and the next build puts its own there again. Without it the tests are only slower.
ready_to_run() { # folder
  local tool framework assemblies references=() name
  dotnet restore tests/ReadyToRun/ReadyToRun.proj -v quiet >/dev/null || return 1
  tool=$(dotnet msbuild tests/ReadyToRun/ReadyToRun.proj -t:Tool -getProperty:Crossgen -nologo) && [[ -f $tool ]] || return 1
  [[ -x $tool ]] || chmod u+x "$tool" || return 1
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    references+=(-r "$(dotnet --list-runtimes | awk -v name=$framework '$1 == name && $2 ~ /^10\.0\./ { gsub(/[][]/, "", $3); path = $3 "/" $2 } END { print path }')/*.dll")
  done
  cd "$1" || return 1
  shopt -s nullglob
  assemblies=(smartstore.dll SmartStore.{Api,Contracts,Core,GrainInterfaces,Grains,Ingest,Link,Terminal}.dll Orleans.{Core,Core.Abstractions,Runtime,Serialization,Serialization.Abstractions}.dll
    MQTTnet*.dll Google.Protobuf.dll Grpc.AspNetCore*.dll Grpc.{Core.Api,Net.Client,Net.Common}.dll OpenTelemetry*.dll Microsoft.Data.Sqlite.dll SQLitePCLRaw*.dll System.CommandLine.dll)
  "$tool" "${assemblies[@]}" --single-file-compilation --out-near-input "${references[@]}" -r './*.dll' --targetos linux -O >/dev/null || return 1
  for name in *.ni.dll; do mv "$name" "${name%.ni.dll}.dll"; done
}
processes=tests/Flow/bin/Release/net10.0
# Once a build: a file that is no longer as its project built it is machine code already.
if [[ -z $only || $only == *Flow* ]] && cmp -s "$processes/SmartStore.Core.dll" services/Core/bin/Release/net10.0/SmartStore.Core.dll; then
  say "making the processes under test ready to run …"
  (ready_to_run "$processes") || say "  that failed: their starts take longer."
fi

passed=0 failed=0 skipped=0
results=$root/TestResults
rm -rf "$results"
mkdir -p "$results"

skip() { # name, reason: counts a skip; with CI=true one that is not expected counts as failed
  local expected
  if [[ ${CI:-} == true ]]; then
    for expected in "${expected_skips[@]}"; do
      # shellcheck disable=SC2053
      [[ $1 == ${expected%%: *} || $1 == ${expected%%: *}.* ]] && { skipped=$((skipped + 1)); return; }
    done
    failed=$((failed + 1))
    say "  $1 was skipped, and CI does not expect that: $2"
  else
    skipped=$((skipped + 1))
  fi
}

skips_of() { # report: one line a skip, `class.method reason`
  tr '\n' ' ' <"$1" | grep -oE '<test [^>]*result="Skip"[^>]*><reason>[^<]*' | sed -E 's/.* type="([^"]*)" method="([^"]*)".*<reason>/\1.\2 /; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

failures_of() { # log: each failure with its message, the first lines of its stack and of its output
  awk '/^  (  )?[^ ]/ { on = /\[FAIL\]$/ || /^ +\[.*(Failure|Error|FATAL ERROR)/; left = 16; if (on) print; next }
       on && /^      (Stack Trace|Output):$/ { left = 6 }
       on && /^      / && left-- > 0' "$1"
}

running_in() { # log: the tests that had begun and not ended
  awk '/^    .* \[STARTING\]$/ { sub(/ \[STARTING\]$/, ""); running[$0]++ }
       / \[FINISHED\] Time: / { sub(/ \[FINISHED\] Time: .*/, ""); running[$0]-- }
       END { for (test in running) if (running[test] > 0) print test }' "$1"
}

for project in tests/*/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [[ -n $only && $name != *$only* ]]; then continue; fi
  printf 'testing %s … ' "$name" >&2
  began=$SECONDS report=$results/$name.xml log=$results/$name.log
  # A run that hangs is a failure, not a wait: no project needs a quarter of an hour, on a busy machine either.
  timeout -k 10 900 "$(dirname "$project")/bin/Release/net10.0/$name" -noColor -noLogo -reporter verbose -result-xml "$report" >"$log" 2>&1
  code=$?
  counts=$(grep -om1 '<assembly [^>]*>' "$report" 2>/dev/null)
  if [[ -z $counts ]]; then
    say "did not finish: code $code after $((SECONDS - began)) s. What was running:"
    running_in "$log" >&2
    grep -vE '\[(STARTING|FINISHED|OUTPUT)\]' "$log" | grep -m1 -A8 -E '^(Process terminated|Unhandled exception|timeout:)' | cut -c-300 >&2
    failures_of "$log" >&2
    failed=$((failed + 1))
    continue
  fi
  field() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counts"; }
  # What fails outside a test, as in the end of a fixture, is an error; so is an exception that nobody caught, which the report does not count.
  p=$(field passed) f=$(($(field failed) + $(field errors) + $(grep -c '^ *\[FATAL ERROR\]' "$log"))) s=$(field skipped)
  say "$((SECONDS - began)) s: $p passed, $f failed, $s skipped"
  passed=$((passed + p)) failed=$((failed + f))
  while read -r test reason; do skip "$test" "$reason"; done < <(skips_of "$report")
  if ((f > 0)); then failures_of "$log" >&2
  elif ((code != 0 || p + s == 0)); then say "  $name ended with code $code:"; tail -20 "$log" >&2; failed=$((failed + 1)); fi
done

# Suites that are not xunit projects: other people's clients, and the pages in a browser; each says `skip  name: reason` for each skip and closes with `foreign: N passed, N failed, N skipped`.
while IFS= read -r suite; do
  name=$(basename "$(dirname "${suite/\/Foreign/}")")
  if [[ -n $only && $name != *$only* ]]; then continue; fi
  printf 'testing %s with foreign clients … ' "$name" >&2
  began=$SECONDS log=$results/$name.foreign.log
  # The pages have more states than two minutes: the rest of their matrix is tests/Pages/run.sh alone.
  timeout -k 10 600 bash "$suite" main >"$log" 2>&1
  code=$?
  if read -r p f s < <(sed -nE 's/^foreign: ([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p' "$log" | tail -1); then
    say "$((SECONDS - began)) s: $p passed, $f failed, $s skipped"
    passed=$((passed + p)) failed=$((failed + f))
    while IFS= read -r line; do skip "$name.Foreign.${line%%: *}" "${line#*: }"; done < <(sed -n 's/^skip  //p' "$log")
    ((f > 0)) && grep -E '^(FAIL|not ok)' "$log" | head -40 >&2
  else
    say "did not finish: code $code after $((SECONDS - began)) s:"; tail -20 "$log" >&2; failed=$((failed + 1))
  fi
done < <(find tests \( -path '*/Foreign/run.sh' -o -path tests/Pages/run.sh \) -not -path '*/node_modules/*' | sort)

((skipped)) && say "$skipped skipped: each says why in its report under TestResults/."
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
