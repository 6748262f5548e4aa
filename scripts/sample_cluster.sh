# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by scripts that show what Rollcall does: a server with an embedded broker, and records on its topic. A script sets `bin`
# to the folder of the programs, and `work` to a folder of its own.

sample=$top/examples/sample-cluster
server_pid=''
server_flags=()  # more of them, that a script sets

# wait_for PID WHAT COMMAND...: waits until COMMAND succeeds. Fails when the process ends, or after 60 s.
wait_for() {
  local pid=$1 what=$2 tries=600
  shift 2
  until "$@"; do
    kill -0 "$pid" 2>/dev/null || die "$what: the process ended instead"
    ((tries-- > 0)) || die "$what: not within 60 s"
    sleep 0.1
  done
}

address_after() { sed -n "s/^$1 on //p" "$work/server.out"; }
has_address() { [[ -n $(address_after "$1") ]]; }

# Sets `broker` and `server` to their addresses, and `server_pid`.
start_server() {
  say "starting rollcalld with an embedded broker, which keeps nothing after its end"
  : >"$work/server.out"  # so that it can be read before the server has written to it
  "$bin/rollcalld" --embedded-broker --listen 127.0.0.1:0 --drain 0s "${server_flags[@]}" >"$work/server.out" 2>"$work/server.log" </dev/null &
  server_pid=$!
  wait_for "$server_pid" "starting the server" has_address serving
  broker=$(address_after broker)
  server=$(address_after serving)
  [[ -n $broker ]] || die "the server did not print where its broker listens"
  printf 'broker on %s, serving on %s\n' "$broker" "$server"
}

# publish NODE FILE: sets `offset` to the offset that Kafka has acknowledged. FILE is `-` for stdin.
publish() {
  offset=$("$bin/rollcall-agent" --brokers "$broker" publish --node-id "$1" "$2" | tail -n 1 | grep -o '[0-9]*$') ||
    die "publishing the status of node $1 failed"
  printf 'node %s: acknowledged at offset %s\n' "$1" "$offset"
}

# stop_processes PID...: ends what still runs.
stop_processes() {
  local pid
  for pid in "$@"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
}

# Shows why the server is of no use.
show_server_log() {
  [[ -s $work/server.log ]] || return 0
  printf -- '--- log of the server:\n' >&2
  tail -n 40 "$work/server.log" >&2
}
