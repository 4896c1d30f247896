#!/bin/bash
# Calls the product, and tests/Api.Host, with clients that are not ours. A tool that is missing is skipped with a sentence.
# Debian packages: nodejs npm curl python3-grpcio chromium. Ends with: foreign: N passed, N failed, N skipped
set -u
cd "$(dirname "$0")"
root=../../..
passed=0 failed=0 skipped=0
tally() {
  local counts; counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$1" | tail -1)
  if [[ -z $counts ]]; then failed=$((failed + 1)); return; fi
  passed=$((passed + $(cut -d' ' -f1 <<<"$counts"))); failed=$((failed + $(cut -d' ' -f3 <<<"$counts")))
}
skip() { echo "skip  $1"; skipped=$((skipped + 1)); }
scratch=$(mktemp -d)
host= server=
trap 'for process in $host $server; do kill "$process" 2>/dev/null; wait "$process" 2>/dev/null; done; rm -rf "$scratch"' EXIT
try() { "$@" 2>"$scratch/errors" | tee "$scratch/out"; [[ ${PIPESTATUS[0]} = 0 ]] || head -5 "$scratch/errors"; tally "$scratch/out"; }
until_ready() { for _ in $(seq 1200); do grep -q ^ready "$1" && return; sleep 0.1; done; cat "$1" "$1.err"; exit 1; }

dotnet build -c Release -v q --nologo -p:RunAnalyzers=false ../../Api.Host >"$scratch/build" 2>&1 && dotnet build -c Release -v q --nologo -p:RunAnalyzers=false $root/services/Host >>"$scratch/build" 2>&1 || { cat "$scratch/build"; exit 1; }
../../Api.Host/bin/Release/net10.0/SmartStore.Api.Host >"$scratch/host" 2>"$scratch/host.err" & host=$!
smartstore=$root/services/Host/bin/Release/net10.0/smartstore
"$smartstore" serve --data "$scratch/data" --mqtt-port 0 --http-port 0 --grpc-port 0 >"$scratch/server" 2>"$scratch/server.err" & server=$!
until_ready "$scratch/host"; until_ready "$scratch/server"
web=$(sed -n 's/^ready http=\([0-9]*\).*/\1/p' "$scratch/host")
http=$(sed -n 's/^ready .*http=[^ ]*:\([0-9]*\) .*/\1/p' "$scratch/server"); grpc=$(sed -n 's/^ready .*grpc=[^ ]*:\([0-9]*\).*/\1/p' "$scratch/server")
"$smartstore" import $root/services/Host/Demo/demo-store.json --server "http://127.0.0.1:$grpc" 2>"$scratch/import" || { cat "$scratch/import"; exit 1; }

if /usr/bin/python3 -c 'import grpc' 2>/dev/null; then try timeout 600 /usr/bin/python3 product_python.py "$grpc"; else skip "grpcio: no python3-grpcio for /usr/bin/python3."; fi

if ! command -v npm >/dev/null; then skip "node: no npm."
elif ! [[ node_modules -nt package-lock.json ]] && ! npm ci --ignore-scripts --legacy-peer-deps >"$scratch/npm" 2>&1; then skip "node: npm ci failed: $(grep -m1 'npm error' "$scratch/npm")"
else
  export PATH="$PWD/node_modules/.bin:$PWD/node_modules/@bufbuild/buf-linux-x64/bin:$PATH"
  for protos in ../../Api.Host/protos $root/services/Contracts; do buf generate --include-imports "$protos" >"$scratch/buf" 2>&1 || cat "$scratch/buf"; done
  try timeout 600 node product-node.mjs $root/services/Contracts "$grpc" "$http"
  try timeout 600 node node-web.mjs "$web"
  chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
  if [[ -n $chromium ]]; then try timeout 600 node browser.mjs "$web" "$chromium"; else skip "chromium: not installed."; fi
  reflected() {
    local ok=0 bad=0 answer
    for protocol in grpc grpcweb; do for reflection in grpc-v1 grpc-v1alpha; do
      answer=$(timeout 120 buf curl --protocol $protocol --http2-prior-knowledge --reflect --reflect-protocol $reflection -d '{"shopperId":"anna"}' "http://127.0.0.1:$grpc/smartstore.v1.Shoppers/GetConsent" | tr -d ' \n')
      if [[ $answer = '{"shopperId":"anna","purposes":['* ]]; then ok=$((ok + 1)); echo "ok    buf curl: $protocol, reflection $reflection"; else bad=$((bad + 1)); echo "FAIL  buf curl: $protocol, reflection $reflection: $answer"; fi
    done; done
    echo "$ok passed, $bad failed"
  }
  try reflected
fi

if command -v curl >/dev/null; then
  answer=$(curl -s -H 'content-type: application/json' -d '{"shopperId":"anna"}' "http://127.0.0.1:$http/smartstore.v1.Shoppers/GetList")
  if [[ $answer = '{"shopperId":"anna","items":[{"id":"anna-1",'* ]]; then passed=$((passed + 1)); echo "ok    curl: JSON"; else failed=$((failed + 1)); echo "FAIL  curl: JSON: $answer"; fi
else skip "curl: not installed."; fi
echo "foreign: $passed passed, $failed failed, $skipped skipped"
[[ $failed = 0 ]]
