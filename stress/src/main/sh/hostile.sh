#!/bin/sh
# Attacks one real node (`fairlead run`) on 127.0.0.9, with an nginx behind it, by tools that others wrote:
#
#   hostile.sh tls [quick]                     testssl.sh; quick: protocols, ciphers' classes, certificate (under a minute)
#   hostile.sh slow [CONNECTIONS [SECONDS]]    slowhttptest, its four modes one after the other; default 1000 for 45 s
#
# While slowhttptest runs, two honest clients ask some times a second, each on a new connection: one
# from the attacker's own address, one from another. Needs apt-get install testssl.sh slowhttptest nginx-light
# openssl curl. Exit code 1: a weakness above "low", an honest client that was not served where the limits say
# it must be, or a node that was replaced. Not part of a build.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../../../.." && pwd)
at=127.0.0.9
http=18080
https=18443
origin=18099
size=8388608 # of what the slow reader asks for
per_source=2000 # the default of listen.max_connections_per_source
jobs=''
failed=0

# What a site should tell browsers, and no proxy can know for it.
headers='{"headers": {"response": {"set": {"Strict-Transport-Security": "max-age=31536000",
  "Content-Security-Policy": "default-src https:", "X-Content-Type-Options": "nosniff"}}}}'

say() { printf '%s\n' "$*"; }

need() {
  for tool; do
    command -v "$tool" >/dev/null 2>&1 || {
      say "hostile: $tool is not installed" >&2
      exit 69
    }
  done
}

stop() {
  for job in $jobs; do
    kill "$job" 2>/dev/null || :
  done
  for job in $jobs; do
    wait "$job" 2>/dev/null || :
  done
  rm -rf "$work"
}

# --- the node ----------------------------------------------------------------------------------------

# An authority, and certificates as one gets them, one for each kind of key: 90 days, with a place where
# revocations are told.
certificates() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Test authority' \
    -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
  printf '%s\n' subjectAltName=DNS:app.test extendedKeyUsage=serverAuth keyUsage=digitalSignature \
    basicConstraints=CA:FALSE crlDistributionPoints=URI:http://app.test/list.crl >"$work/ext"
  issue ec -pkeyopt ec_paramgen_curve:P-256
  issue rsa:2048
}

issue() {
  name=${1%%:*}
  openssl req -newkey "$@" -nodes -subj '/CN=app.test' -keyout "$work/$name.key" -out "$work/$name.csr" 2>/dev/null
  openssl x509 -req -in "$work/$name.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 90 \
    -extfile "$work/ext" -out "$work/$name.pem" 2>/dev/null
}

configure() {
  cat >"$work/node.toml" <<END
[node]
region = "ams"
data = "$work/data"
[admin]
bind = "$at:7400"
token = "secret"
[gossip]
bind = "$at:7401"
profile = "local"
[backhaul]
bind = "$at:7402"
[[listen]]
name = "web"
bind = "$at:$http"
protocol = "http"
[[listen]]
name = "secure"
bind = "$at:$https"
protocol = "https"
[[certificate]]
chain = "$work/ec.pem"
key = "$work/ec.key"
[[certificate]]
chain = "$work/rsa.pem"
key = "$work/rsa.key"
END
  cat >"$work/nginx.conf" <<END
user $(id -un) $(id -gn);
pid $work/nginx.pid;
error_log $work/nginx.log;
daemon off;
worker_processes 1;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path $work/bodies;
  server {
    listen $at:$origin backlog=4096;
    root $work/files;
    location = / { return 200 "ok\n"; }
  }
}
END
  mkdir -p "$work/files"
  head -c $size /dev/zero >"$work/files/large"
}

ctl() { "$root/fairlead" "$@" -c "$work/node.toml" >/dev/null; }

begin() {
  work=$(mktemp -d /tmp/fairlead-hostile.XXXXXX)
  trap stop EXIT
  trap 'exit 1' INT TERM
  certificates
  configure
  "$(command -v nginx || printf /usr/sbin/nginx)" -c "$work/nginx.conf" &
  jobs="$jobs $!"
  "$root/fairlead" run -c "$work/node.toml" >"$work/node.log" 2>&1 &
  jobs="$jobs $!"
  tries=0
  until curl -sf -o "$work/ready" "http://$at:7400/readyz"; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || { say "hostile: the node is not ready, see its log:"; cat "$work/node.log"; exit 1; }
    sleep 0.2
  done
  ctl service set app
  ctl route set app --service app --options "$headers"
  ctl instance set app-1 --service app --endpoint "$at:$origin"
  curl -sf --retry 20 --retry-all-errors --retry-delay 1 -o /dev/null "http://$at:$http/"
  [ "$(curl -s "http://$at:$http/large" | wc -c)" = $size ] || { say "hostile: the instance does not answer"; exit 1; }
  node=$(node_pid)
}

node_pid() {
  "$root/fairlead" ctl -c "$work/node.toml" --json show info | sed 's/.*"pid":\([0-9]*\).*/\1/'
}

same_process() {
  [ "$(node_pid)" = "$node" ] || { say "FAILED: the node was replaced meanwhile"; failed=1; }
}

# --- testssl.sh --------------------------------------------------------------------------------------

tls() {
  need testssl openssl nginx curl
  begin
  checks=''
  [ "${1:-}" != quick ] || checks='--protocols --std --server-defaults'
  testssl --quiet --color 0 --warnings off --connect-timeout 5 --openssl-timeout 10 --add-ca "$work/ca.pem" \
    --ip $at --csvfile "$work/found.csv" $checks "app.test:$https" >"$work/testssl.txt" 2>&1 || :
  keep testssl.txt found.csv
  say "findings by severity:"
  cut -d'"' -f8 "$work/found.csv" | sort | uniq -c | grep -v severity
  grep -E '"(LOW|MEDIUM|HIGH|CRITICAL)"' "$work/found.csv" || :
  [ "$(wc -l <"$work/found.csv")" -gt 10 ] || { say "FAILED: testssl.sh found out hardly anything"; failed=1; }
  ! grep -qE '"(MEDIUM|HIGH|CRITICAL|FATAL)"' "$work/found.csv" || { say "FAILED: more than low"; failed=1; }
  early_data
  same_process
}

# A ticket says how many bytes may be sent before the handshake: none.
early_data() {
  printf 'GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n' |
    openssl s_client -connect $at:$https -servername app.test -tls1_3 -ign_eof >"$work/ticket.txt" 2>&1 || :
  if grep -q 'Max Early Data: 0$' "$work/ticket.txt" && ! grep -q 'Max Early Data: [1-9]' "$work/ticket.txt"; then
    say "early data: none"
  else
    say "FAILED: early data may be sent, or there was no ticket"
    failed=1
  fi
}

# What is worth reading afterwards.
keep() {
  mkdir -p "$root/stress/target/hostile"
  for file; do
    cp "$work/$file" "$root/stress/target/hostile/"
  done
}

# --- slowhttptest ------------------------------------------------------------------------------------

# Asks from address $1 until the file $work/run is gone: one line each, status and seconds, into $2.
honest() {
  while [ -e "$work/run" ]; do
    curl -s -o /dev/null -m 10 --interface "$1" -w '%{http_code} %{time_total}\n' "http://$at:$http/" >>"$2" || :
    sleep 0.1
  done
}

summary() {
  sort -k2n "$1" | awk '{n++; t[n] = $2; if ($1 != 200) bad++}
    END {printf "%d requests, %d failed, p50 %.1f ms, p99 %.1f ms, max %.1f ms\n", n, bad,
      t[int((n + 1) / 2)] * 1000, t[int(n * 0.99)] * 1000, t[n] * 1000}'
}

resident() { awk '$1 == "VmRSS:" {print $2}' "/proc/$node/status"; }

# Once a second, until the file is gone: resident set in MiB, open connections of clients, into $work/samples.
sample() {
  while [ -e "$work/run" ]; do
    open=$(curl -s -m 5 -H 'Authorization: Bearer secret' "http://$at:7400/metrics" |
      awk '$1 == "fairlead_edge_connections" {print $2 + 0}')
    printf '%s %s\n' $(($(resident) / 1024)) "$open" >>"$work/samples"
    sleep 1
  done
}

# One mode: its name, then what slowhttptest is told.
attack() {
  name=$1
  shift
  : >"$work/run"
  : >"$work/same"
  : >"$work/other"
  : >"$work/samples"
  before=$(($(resident) / 1024))
  honest 127.0.0.1 "$work/same" & same=$!
  honest 127.0.0.5 "$work/other" & other=$!
  sample & sampled=$!
  slowhttptest -c "$connections" -r 500 -l "$seconds" -p 3 -g -o "$work/slow-$name" "$@" >"$work/slow.txt" 2>&1 || :
  rm "$work/run"
  wait $same $other $sampled
  keep "slow-$name.csv"
  say "$name: $* , $connections connections, $seconds s"
  say "  open connections: $(awk '$2 > most {most = $2} END {print most " at most, " $2 " at the end"}' "$work/samples")"
  say "  honest client, other address: $(summary "$work/other")"
  say "  honest client, same address:  $(summary "$work/same")"
  say "  resident set of the node: $before MiB before, $(sort -n "$work/samples" | tail -n 1 | cut -d' ' -f1) MiB at most"
  served "$work/other"
  [ "$connections" -ge $((per_source - 100)) ] || served "$work/same"
  same_process
}

served() {
  [ "$(grep -c '^200 ' "$1")" = "$(wc -l <"$1")" ] || { say "FAILED: an honest client was not served"; failed=1; }
}

slow() {
  need slowhttptest openssl nginx curl
  connections=${1:-1000}
  seconds=${2:-45}
  begin
  url=http://$at:$http
  attack headers -H -i 5 -t GET -x 24 -u "$url/"
  attack body -B -i 5 -s 8192 -t POST -x 10 -u "$url/"
  attack range -R -a 10 -b 1000 -t HEAD -u "$url/large"
  attack read -X -w 512 -y 1024 -n 5 -z 32 -k 3 -u "$url/large"
}

PATH=$PATH:/usr/sbin
case ${1:-} in
  tls) shift && tls "$@" ;;
  slow) shift && slow "$@" ;;
  *)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
    exit 2
    ;;
esac
exit $failed
