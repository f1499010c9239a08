#!/bin/sh
# Attacks one real node (`fairlead run`) on a loopback address of its own, with an nginx behind it, by tools that
# others wrote:
#
#   hostile.sh tls [quick]
#       testssl.sh; quick: protocols, ciphers' classes, certificate (under a minute)
#   hostile.sh slow [http|https|both [CONNECTIONS [SECONDS [MODE...]]]]
#       slowhttptest, its modes headers, body, range and read one after the other, against the plain listener and
#       against the one with TLS; default both, 1000 connections, 45 s, all modes
#
# While slowhttptest runs, three honest clients use the attacked listener, each request on a new connection: one from
# the attacker's own address and one from another ask some times a second, a third downloads 8 MiB each second.
# Needs apt-get install testssl.sh slowhttptest nginx-light openssl curl. Exit code 1: a weakness above "low", an
# honest client that was not served where the limits say it must be, or a node that was replaced. Not part of a build.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../../../.." && pwd)
at=127.9.$(($$ / 250 % 250 + 1)).$(($$ % 250 + 1)) # its own, so that two runs do not meet
http=18080
https=18443
origin=18099
size=8388608 # of what the slow reader asks for
page=$(getconf PAGESIZE)
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
  [ ! -e "$work/node.log" ] || keep node.log
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
    listen $at:$origin backlog=4096 sndbuf=64k; # one kernel has all of us, and its memory for TCP has a limit
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
  now=$(node_pid)
  [ "$now" = "$node" ] || { say "FAILED: the node was replaced meanwhile, see stress/target/hostile/node.log"; failed=1; }
  node=$now
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

# Asks for path $2 from address $1 until the file $work/run is gone, with pauses of $4 seconds: one line each,
# status, seconds and bytes, into $3. A download that is cut has a status of 200 and too few bytes.
honest() {
  while [ -e "$work/run" ]; do
    curl -s -o /dev/null -m 10 --interface "$1" --cacert "$work/ca.pem" --resolve "app.test:$port:$at" \
      -w '%{http_code} %{time_total} %{size_download}\n' "$scheme://app.test:$port$2" >>"$3" || :
    sleep "$4"
  done
}

summary() {
  sort -k2n "$1" | awk -v size="$2" '{n++; t[n] = $2; if ($1 != 200 || $3 != size) bad++}
    END {printf "%d requests, %d failed, p50 %.1f ms, p99 %.1f ms, max %.1f ms\n", n, bad,
      t[int((n + 1) / 2)] * 1000, t[int(n * 0.99 + 0.999)] * 1000, t[n] * 1000}'
}

# Of the node in KiB; 0 when it was replaced.
resident() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p;$a 0' "/proc/$node/status" 2>/dev/null | head -n 1 | grep . || echo 0; }

# Once a second, until the file is gone, into $work/samples: resident set in MiB, open connections of clients, MiB the
# kernel holds for TCP, of everybody here.
sample() {
  while [ -e "$work/run" ]; do
    open=$(curl -s -m 5 -H 'Authorization: Bearer secret' "http://$at:7400/metrics" |
      awk '$1 == "fairlead_edge_connections" {print $2 + 0}')
    kernel=$(awk '$1 == "TCP:" {print $NF}' /proc/net/sockstat)
    printf '%s %s %s\n' $(($(resident) / 1024)) "${open:-0}" $((kernel * page / 1048576)) >>"$work/samples"
    sleep 1
  done
}

# One mode: its name, then what slowhttptest is told.
attack() {
  name=$scheme-$1
  shift
  for file in run same other whole samples; do : >"$work/$file"; done
  before=$(($(resident) / 1024))
  honest 127.0.0.1 / "$work/same" 0.1 & same=$!
  honest 127.0.0.5 / "$work/other" 0.1 & other=$!
  honest 127.0.0.6 /large "$work/whole" 1 & whole=$!
  sample & sampled=$!
  timeout $((seconds + 60)) slowhttptest -c "$connections" -r 500 -l "$seconds" -p 3 -g -o "$work/slow-$name" "$@" \
    >"$work/slow.txt" 2>&1 || :
  rm "$work/run"
  wait $same $other $whole $sampled
  keep "slow-$name.csv"
  say "$name: $* , $connections connections, $seconds s"
  say "  open connections: $(most 2) at most, $(tail -n 1 "$work/samples" | cut -d' ' -f2) at the end"
  say "  honest client, other address: $(summary "$work/other" 3)"
  say "  honest client, same address:  $(summary "$work/same" 3)"
  say "  honest client, 8 MiB:         $(summary "$work/whole" $size)"
  say "  resident set of the node: $before MiB before, $(most 1) MiB at most; TCP in the kernel: $(most 3) MiB at most"
  served "$work/other" 3
  served "$work/whole" $size
  [ "$connections" -ge $((per_source - 100)) ] || served "$work/same" 3
  same_process
}

# The largest number in column $1 of the samples.
most() { cut -d' ' -f"$1" "$work/samples" | sort -n | tail -n 1; }

# Whether all requests of file $1 were answered with as many bytes as $2, and there were any.
served() {
  [ -s "$1" ] && awk -v size="$2" '$1 != 200 || $3 != size {exit 1}' "$1" ||
    { say "FAILED: an honest client was not served"; failed=1; }
}

mode() {
  case $1 in
    headers) attack headers -H -i 5 -t GET -x 24 -u "$url/" ;;
    body) attack body -B -i 5 -s 8192 -t POST -x 10 -u "$url/" ;;
    range) attack range -R -a 10 -b 1000 -t HEAD -u "$url/large" ;;
    read) attack read -X -w 512 -y 1024 -n 5 -z 32 -k 3 -u "$url/large" ;;
    *) say "hostile: no mode is called $1" >&2; exit 2 ;;
  esac
}

# Attacker, node and instance all need files for their ends of the connections, the node for two ends of each, and
# it accepts half as many connections as it may open files, less 500.
files() {
  ulimit -n "$(ulimit -Hn)"
  [ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge $((2 * connections + 2000)) ] || {
    say "hostile: $connections connections need $((2 * connections + 2000)) open files, allowed are $(ulimit -n)" >&2
    exit 69
  }
}

slow() {
  need slowhttptest openssl nginx curl timeout
  case ${1:-both} in
    both) schemes='http https' ;;
    http | https) schemes=$1 ;;
    *) say "hostile: neither http nor https nor both: $1" >&2; exit 2 ;;
  esac
  connections=${2:-1000}
  seconds=${3:-45}
  shift $(($# < 3 ? $# : 3))
  [ $# -gt 0 ] || set -- headers body range read
  files
  begin
  for scheme in $schemes; do
    [ "$scheme" = http ] && port=$http || port=$https
    url=$scheme://$at:$port
    for mode; do mode "$mode"; done
  done
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
