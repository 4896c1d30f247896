#!/usr/bin/env bash
# Runs the whole matrix of faults, or one row of it, and writes docs/faults.md. Ctrl-C ends every process that it started.
# usage: tests/Faults/run.sh [--only ROW]… [--seed N] [--brief] [--list] [--help]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
exe=$root/tests/Faults/bin/Release/net10.0/SmartStore.Faults.Tests
results=$root/TestResults/faults-matrix
report=$root/docs/faults.md

# Each row: its name, what is off (-: nothing), and what happens. The names are those of the tests' trait "row".
rows() {
  cat <<'ROWS'
silo-killed|-|three silos, kill -9 of one after the other, 20 times
silo-frozen-5s|-|a silo stands still for 5 s, is declared dead, wakes up and ends
silo-frozen-15s|-|the same for 15 s
silo-frozen-60s|-|the same for 60 s
rolling-restart|-|all silos are stopped and started again, one after the other
silo-clock|-|the clock of one silo is 5 min fast; then it is killed and comes back
state-formats|-|one silo writes records with fields that the others do not know; silos are killed and stopped so that records go to and fro
silo-cut-from-redis|-|a silo does not reach Redis for 10 s; its clients reach it
silo-cut-from-peers|-|a silo does not reach the other silos for 10 s; its clients and Redis are reached
silo-cut-from-both|-|a silo reaches neither Redis nor the others for 10 s; its clients reach it
stream-silo-killed|-|500 phones watch one silo, which is killed
redis-killed|-|Redis is stopped and killed in turns, 10 times
redis-failover|-|the replicas hear nothing of the primary for 3 s, then it is killed and a sentinel promotes one
broker-killed|-|two silos behind Mosquitto, which is killed and comes back empty, 10 times
silo-cut-from-broker|-|two silos behind Mosquitto; the one that tracks the shop does not reach it until the other one tracks it
silo-killed-behind-broker|-|two silos behind Mosquitto, kill -9 of one after the other, 10 times
one-process-killed|-|one process on SQLite, kill -9, 20 times
roles-apart|-|two silos without clients and two edges without grains, kill -9 of one after the other, 20 times
handovers-killed|-|one process on SQLite, kill -9, 10 times, while orders are fetched: at a desk that two of the staff claim for at once, at a locker, by voucher at a locker that is cut off
handovers-silo-killed|-|the same with two silos on Redis, kill -9 of one after the other, 10 times
withdrawn-under-load|-|20 shoppers agree and withdraw in turns at one silo while the other hears their phones; kill -9 of one after the other, 10 times
silo-killed-10000-shoppers|-|10,000 shoppers, 500 of them with phones, 1,500 events/s; two silos are killed
state-formats-not-carried|carrying over what is not known|as state-formats
silo-frozen-5s-revisions-unchecked|the revision check|as silo-frozen-5s, 6 times
silo-clock-not-compared|the comparison with the clock of Redis|as silo-clock, 4 min fast
silo-killed-answers-before-the-write|the write before the answer|as silo-killed, 2 times
silo-cut-from-both-answers-before-the-write|the write before the answer|as silo-cut-from-both
rolling-restart-answers-before-the-write|the write before the answer|as rolling-restart
stream-silo-killed-answers-before-the-write|the write before the answer|as stream-silo-killed
roles-apart-answers-before-the-write|the write before the answer|as roles-apart, 4 times
one-process-killed-answers-before-the-write|the write before the answer|as one-process-killed, 2 times
handovers-killed-answers-before-the-write|the write before the answer|as handovers-killed, 2 times
handovers-silo-killed-answers-before-the-write|the write before the answer|as handovers-silo-killed, 2 times
withdrawn-under-load-answers-before-the-write|the write before the answer|as withdrawn-under-load, 8 times
redis-killed-without-aof|AOF|snapshots alone; Redis is killed once
redis-failover-without-wait|WAIT|as redis-failover
redis-failover-wait-on-another-connection|WAIT on the connection that writes|as redis-failover
silo-cut-from-broker-shops-kept|giving up shops without a broker|as silo-cut-from-broker, 60 s
silo-killed-behind-broker-answers-before-the-write|the write before the answer|as silo-killed-behind-broker, 4 times
broker-killed-acknowledgement-trusted|the answer as the only proof|as broker-killed; terminals take the broker's acknowledgement for it
ROWS
}

say() { printf '%s\n' "$*" >&2; }

only=() seed=1 whole=1
while (($#)); do
  case $1 in
    --only) only+=("${2:?--only needs the name of a row}"); shift 2 ;;
    --seed) seed=${2:?--seed needs a number}; shift 2 ;;
    --brief) whole=0; shift ;;
    --list) rows | cut -d'|' -f1; exit 0 ;;
    --help | -h)
      cat <<'HELP'
Runs faults against real processes and writes docs/faults.md.
  --only ROW      this row; may be given several times. Rows that are not run keep their last numbers.
  --seed N        the same seed, the same load (default 1)
  --brief         each fault comes as often as in ./test.sh
  --list          the names of all rows
HELP
      exit 0 ;;
    *) say "There is no option $1; see --help."; exit 2 ;;
  esac
done
for name in "${only[@]}"; do rows | cut -d'|' -f1 | grep -qx -- "$name" || { say "There is no row $name; see --list."; exit 2; }; done
[[ -x $exe ]] || { say "Build first: dotnet build SmartStore.sln -c Release"; exit 2; }

running=0
stop() {
  if ((running)); then
    kill -KILL -- "-$running" 2>/dev/null
    # Networks of a row that was cut short carry the process id of its test.
    local link="ssf$((running % 100000))"
    ip netns list 2>/dev/null | grep -o "^$link-[0-9]*" | while read -r space; do ip netns del "$space"; done
    ip link del "$link" 2>/dev/null
  fi
  exit 130
}
trap stop INT TERM

write_report() {
  local before=$report
  [[ -f $before ]] || before=/dev/null
  {
    echo '# Faults'
    echo
    echo 'Real processes, a real Redis, a real broker; one ledger outside of them ([0033](decisions/0033-faults-prove-it.md)). Written by `tests/Faults/run.sh`, not by hand.'
    echo 'Lost: acknowledged, and not in the store. Double: one cause, two effects. Phantom: an effect without a cause. Missing: acknowledged, and a phone, terminal or staff screen that had to hear of it never did.'
    echo 'Silence: the longest time without an acknowledged event, all shoppers together. Wait: the longest time from the first sending of one event to its acknowledgement.'
    echo
    table '-' 'With every safeguard'
    echo
    table '' 'With one safeguard off: the row has to show it'
    echo
    echo 'Brief: faults come as often as in `./test.sh`, twice where the table says 10 or 20 times.'
    echo "Each row: \`tests/Faults/run.sh --only ROW\`, on $(nproc) cores. Where a safeguard cannot be taken from a running process: \`tests/Grains/Records/Simulation.cs\` runs records without their seen ids, without revisions and with effects before the write;"
    echo '`tests/Grains/Storage/RedisFaultTests.cs` takes WAIT from the store alone. They run in `./test.sh`.'
  } >"$report.new"
  mv "$report.new" "$report"
}

table() { # which, title: rows with nothing off, or with something off
  echo "## $2"
  echo
  if [[ $1 == - ]]; then echo '| row | what happens |'; else echo '| row | off | what happens |'; fi | sed 's/$/ lost | double | phantom | missing | silence, s | wait, s | acknowledged | heard | when | commit | seed |/'
  if [[ $1 == - ]]; then echo '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|---|--:|'; else echo '|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|---|--:|'; fi
  rows | while IFS='|' read -r name off what; do
    if [[ $1 == - && $off != - ]] || [[ $1 != - && $off == - ]]; then continue; fi
    if [[ -s $results/$name.run ]]; then
      IFS=$'\t' read -r _ lost double phantom missing silence wait acknowledged heard <"$results/$name.tsv"
      numbers="$lost | $double | $phantom | $missing | $silence | $wait | $acknowledged | $heard | $(cat "$results/$name.run")"
    elif [[ -s $results/$name.why ]]; then
      numbers="$(cat "$results/$name.why") | | | | | | | | | |"
    elif grep -m1 -F "| \`$name\` |" "$before"; then
      continue
    else
      numbers="not run | | | | | | | | | |"
    fi
    if [[ $1 == - ]]; then echo "| \`$name\` | $what | $numbers |"; else echo "| \`$name\` | $off | $what | $numbers |"; fi
  done
}

rm -rf "$results"
mkdir -p "$results"
failed=0
commit=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- services tests/Faults tests/Faults.Host || commit="$commit+"
while IFS='|' read -r name _ _; do
  if ((${#only[@]})) && ! printf '%s\n' "${only[@]}" | grep -qx -- "$name"; then continue; fi
  printf '%s … ' "$name" >&2
  began=$SECONDS
  # A group of its own, so that its end is the end of every process of the row.
  FAULTS_WHOLE=$whole FAULTS_SEED=$seed FAULTS_RESULTS=$results setsid "$exe" -trait "row=$name" -explicit on -noColor -noLogo >"$results/$name.log" 2>&1 </dev/null &
  running=$!
  wait "$running"
  code=$?
  running=0
  if [[ -s $results/$name.tsv ]]; then
    printf '%s | %s | %s%s' "$(date -u '+%F %H:%M')" "$commit" "$seed" "$( ((whole)) || echo ', brief')" >"$results/$name.run"
    IFS=$'\t' read -r _ lost double phantom missing silence wait _ _ <"$results/$name.tsv"
    say "$((SECONDS - began)) s: lost $lost, double $double, phantom $phantom, missing $missing, silence $silence s, wait $wait s$( ((code)) && echo '; not as it should be')"
  else
    grep -m1 -E 'Exception|Error|SKIP' "$results/$name.log" | tr -d '|' | cut -c-160 >"$results/$name.why"
    say "$((SECONDS - began)) s: no numbers; $results/$name.log says why"
  fi
  ((code)) && failed=$((failed + 1))
done < <(rows)
write_report
say "$failed rows are not as they should be; $report is written."
((failed == 0))
