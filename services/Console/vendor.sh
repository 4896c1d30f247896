#!/usr/bin/env bash
# Brings what the pages vendor into wwwroot, at the versions named here: lit-html and qrcode-generator as npm has them, the font, and a sprite of icons.
# tests/Pages compares lit-html, qrcode-generator and the font with npm's files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
get() { (cd "$scratch" && npm pack --silent "$1@$2" | tail -1 | xargs tar xzf && rm -rf "$3" && mv package "$3"); }
get lit-html 3.3.3 lit-html
get qrcode-generator 2.0.4 qrcode-generator
get @fontsource-variable/atkinson-hyperlegible-next 5.3.0 font
get lucide-static 1.62.0 lucide

to=wwwroot/vendor/lit-html
mkdir -p $to/directives wwwroot/vendor/qrcode-generator
cp "$scratch/lit-html/LICENSE" $to
# The types beside them are for the checker, and are not part of the assembly.
for file in {lit-html,directive,directive-helpers,directives/repeat,directives/live}.{js,d.ts}; do cp "$scratch/lit-html/$file" "$to/$file"; done
cp "$scratch/qrcode-generator/dist/qrcode.mjs" wwwroot/vendor/qrcode-generator/
cp "$scratch/font/files/atkinson-hyperlegible-next-latin-wght-normal.woff2" wwwroot/look/font.woff2
cp "$scratch/font/LICENSE" wwwroot/look/LICENSE.font
cp "$scratch/lucide/LICENSE" wwwroot/look/LICENSE.icons

icons=(radio-tower volume-2 volume-x wifi-off crown shopping-bag clock triangle-alert list-checks qr-code shield-check chef-hat bell circle-question-mark check x
  alarm-clock ban play user undo-2 plus minus maximize id-card life-buoy map-pin refresh-cw search log-out hand-helping trash-2)
{
  echo '<svg xmlns="http://www.w3.org/2000/svg">'
  for icon in "${icons[@]}"; do
    printf '<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">' "$icon"
    sed -nE 's/^ +(<.*\/>)$/\1/p' "$scratch/lucide/icons/$icon.svg" | tr -d '\n'
    echo '</symbol>'
  done
  echo '</svg>'
} >wwwroot/look/icons.svg
