#!/bin/bash
# Calls tests/Rpc.Host with clients that are not ours. A tool that is missing is skipped with a sentence.
# Debian packages: nodejs npm curl python3-grpcio chromium. Ends with: foreign: N passed, N failed, N skipped
set -u
cd "$(dirname "$0")"
passed=0 failed=0 skipped=0
tally() {
  local counts; counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$1" | tail -1)
  if [[ -z $counts ]]; then failed=$((failed + 1)); return; fi
  passed=$((passed + $(cut -d' ' -f1 <<<"$counts"))); failed=$((failed + $(cut -d' ' -f3 <<<"$counts")))
}
skip() { echo "skip  $1"; skipped=$((skipped + 1)); }
scratch=$(mktemp -d)
host=
trap '[[ -n $host ]] && kill "$host" 2>/dev/null; rm -rf "$scratch"' EXIT

dotnet build -c Release -v q --nologo ../../Rpc.Host >"$scratch/build" 2>&1 || { cat "$scratch/build"; exit 1; }
dotnet ../../Rpc.Host/bin/Release/net10.0/SmartStore.Rpc.Host.dll --grpc-port 0 --http-port 0 >"$scratch/host" 2>&1 & host=$!
for _ in $(seq 200); do grep -q ^ready "$scratch/host" && break; sleep 0.1; done
grpc=$(sed -n 's/^ready grpc=[^ ]*:\([0-9]*\).*/\1/p' "$scratch/host"); http=$(sed -n 's/.* http=[^ ]*:\([0-9]*\).*/\1/p' "$scratch/host")
[[ -n $grpc && -n $http ]] || { cat "$scratch/host"; exit 1; }
try() { "$@" 2>"$scratch/errors" | tee "$scratch/out"; [[ ${PIPESTATUS[0]} = 0 ]] || head -5 "$scratch/errors"; tally "$scratch/out"; }

if /usr/bin/python3 -c 'import grpc' 2>/dev/null; then try timeout 120 /usr/bin/python3 python_client.py "$grpc"; else skip "grpcio: no python3-grpcio for /usr/bin/python3."; fi

if ! command -v npm >/dev/null; then skip "Node's clients: no npm."
elif ! [[ node_modules -nt package-lock.json ]] && ! npm ci --ignore-scripts --legacy-peer-deps >"$scratch/npm" 2>&1; then skip "Node's clients: npm ci failed: $(grep -m1 'npm error' "$scratch/npm")"
else
  export PATH="$PWD/node_modules/.bin:$PWD/node_modules/@bufbuild/buf-linux-x64/bin:$PATH"
  buf generate ../../Rpc.Host/protos >"$scratch/buf" 2>&1 || cat "$scratch/buf"
  try timeout 120 node grpc-js.mjs "$grpc"
  COMPRESSION=2 try timeout 120 node grpc-js.mjs "$grpc"
  try timeout 180 node node-web.mjs "$grpc" "$http"
  chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
  if [[ -n $chromium ]]; then try timeout 180 node browser.mjs "$http" "$chromium"; else skip "browsers: no chromium."; fi
  curls() {
    local ok=0 bad=0 answer
    for protocol in grpc grpcweb connect; do for reflection in grpc-v1 grpc-v1alpha; do
      answer=$(timeout 30 buf curl --protocol $protocol --http2-prior-knowledge --reflect --reflect-protocol $reflection -d '{"responseSize":3}' "http://127.0.0.1:$grpc/grpc.testing.TestService/UnaryCall" | tr -d ' \n')
      if [[ $answer = '{"payload":{"body":"AAAA"}}' ]]; then ok=$((ok + 1)); echo "ok    buf curl: $protocol, reflection $reflection"; else bad=$((bad + 1)); echo "FAIL  buf curl: $protocol, reflection $reflection: $answer"; fi
    done; done
    echo "$ok passed, $bad failed"
  }
  try curls
fi

if command -v curl >/dev/null; then
  answer=$(curl -s -H 'content-type: application/json' -d '{"responseSize":3}' "http://127.0.0.1:$http/grpc.testing.TestService/UnaryCall" | tr -d ' ')
  if [[ $answer = '{"payload":{"body":"AAAA"}}' ]]; then passed=$((passed + 1)); echo "ok    curl: JSON"; else failed=$((failed + 1)); echo "FAIL  curl: JSON: $answer"; fi
else skip "curl: not installed."; fi
echo "foreign: $passed passed, $failed failed, $skipped skipped"
[[ $failed = 0 ]]
