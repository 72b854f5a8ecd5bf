#!/bin/sh
# Stands in for a scenario runner. What it does is the name of the variant.

for flag in "$@"; do
  case "${flag}" in
    --variant=*) variant="${flag#--variant=}" ;;
    --scenario=*) scenario="${flag#--scenario=}" ;;
  esac
done

report() { # INJECTED-RUNS INJECTED-FAILURES PLAIN FINDINGS
  echo "{\"racekit_report\":1,\"test\":\"${scenario}\",\"variant\":\"fake\",\"seed\":7,
    \"executions\":$1,\"failed_executions\":$2,\"seconds\":0.5,
    \"injected\":{\"runs\":$1,\"failures\":$2}$3,\"findings\":[$4]}" |
    tr -d '\n'
}

finding() { # KIND MESSAGE COUNT DETECTOR
  echo "{\"kind\":\"$1\",\"message\":\"$2\",\"count\":$3,\"detector\":\"$4\",
    \"fingerprint\":\"$1\",\"first_execution\":3,\"accesses\":[],\"notes\":[],
    \"threads\":[],\"location\":{\"kind\":\"unknown\",\"name\":\"\",\"address\":0,
    \"size\":0,\"thread\":-1,\"allocated_at\":[]},
    \"schedule\":\"\",\"switches\":0,\"strategy\":\"\"}"
}

case "${variant}" in
  racy | found-but-should-be-silent)
    report 100 97 ',"plain":{"runs":100,"failures":2}' \
      "$(finding lost-update 'counter is 7, not 8' 97 stress)"
    ;;
  racy-rarely)
    report 200 31 ',"plain":{"runs":200,"failures":0}' \
      "$(finding lost-update 'counter is 7, not 8' 31 stress)"
    ;;
  data-race)
    report 20 1 '' "$(finding data-race 'two writes' 1 tsan)"
    ;;
  silent | silent-but-should-be-found) report 100 0 '' '' ;;
  other-kind) report 10 1 '' "$(finding crash 'killed by SIGSEGV' 1 stress)" ;;
  crash)
    echo "about to crash" >&2
    kill -SEGV $$
    ;;
  fails)
    echo "no such scenario" >&2
    exit 2
    ;;
  garbage) echo "all is well" ;;
  half-a-report) report 100 0 '' '' | cut -c 1-60 ;;
  no-output) ;;
  flood) exec yes "round and round" ;;
  hang)
    # Descendants too, deaf to SIGTERM; FIFO tells the test that they are up,
    # and, when it is closed, that they are gone.
    trap '' TERM
    exec 3>"${FAKE_RUNNER_FIFO:-/dev/null}"
    sleep 1000 &
    echo up >&3
    exec sleep 1000
    ;;
  *)
    echo "fake_runner.sh: unknown variant '${variant}'" >&2
    exit 99
    ;;
esac
