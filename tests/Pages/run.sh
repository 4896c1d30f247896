#!/bin/bash
# Looks at the pages of the real process with Debian's Chromium, over a line that can be cut.
# usage: run.sh            the whole matrix: every page, state, theme and width, a simulated day
#        run.sh main       what test.sh runs: every sentence, each page in its main states
#        run.sh main WORDS the sentences that match a regular expression
#        run.sh pictures   draws docs/pages anew
# Debian packages: chromium nodejs npm. Ends with: foreign: N passed, N failed, N skipped
set -u
cd "$(dirname "$0")"
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
skip() { echo "skip  pages: $1"; echo "foreign: 0 passed, 0 failed, 1 skipped"; exit 0; }
[[ -n $chromium ]] || skip "chromium is not installed."
command -v npm >/dev/null || skip "npm is not installed."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if ! [[ node_modules -nt package-lock.json ]]; then npm ci --ignore-scripts --no-audit --no-fund >"$scratch/npm" 2>&1 && touch node_modules || skip "npm ci failed: $(grep -m1 'npm error' "$scratch/npm")"; fi
dotnet build -c Release -v q --nologo -p:RunAnalyzers=false ../../services/Host >"$scratch/build" 2>&1 || { cat "$scratch/build"; exit 1; }
if [[ ${1:-} = pictures ]]; then node pictures.mjs "$chromium"; exit; fi
node all.mjs "${1:-whole}" "$chromium" "${2:-}" 2>&1 | tee "$scratch/out"
counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$scratch/out" | tail -1)
[[ -n $counts ]] || { echo "foreign: 0 passed, 1 failed, 0 skipped"; exit 1; }
echo "foreign: $counts, 0 skipped"
[[ $counts = *', 0 failed' ]]
