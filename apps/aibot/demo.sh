#!/usr/bin/env bash
# Starts a server, its application with two robots, and the chatbot, and prints links to talk to them. Without MODEL_URL a
# test model answers, which is no AI and says so. Everything is in $DEMO_DATA; Ctrl-C ends it.
set -euo pipefail
set -m # Ctrl-C is for this script, which ends the programs in their order
cd "$(dirname "$0")/../.."
data=${DEMO_DATA:-demo-data} listen=${DEMO_LISTEN:-127.0.0.1:8090} hooks=${DEMO_HOOKS:-127.0.0.1:9090}
mkdir -p "$data" && data=$(cd "$data" && pwd)

finish() {
  trap - EXIT
  for program in $(jobs -p); do kill "$program" 2>/dev/null || true; done
  wait
}
trap finish EXIT
trap 'exit 0' INT TERM
await() { # TEXT FILE: waits until a program says it is there, and prints the line
  for _ in $(seq 150); do
    grep -m1 "$1" "$2" && return
    kill -0 "$3" 2>/dev/null || break
    sleep 0.1
  done
  cat "$2" >&2
  return 1
}

bin/teahouse serve --data "$data/server" --listen "$listen" --webhook-private 127.0.0.0/8 >"$data/server.log" 2>&1 &
link=$(await /try/# "$data/server.log" $! | sed -E 's/.*(http[^ ]*).*/\1/')
app=$(grep -oE 'SDKAppID +[0-9]+' "$data/server.log" | grep -oE '[0-9]+')
key=$(bin/teahouse app show --data "$data/server" "$app" | awk '$1 == "Key" { print $2 }')
token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
bin/teahouse app settings set --data "$data/server" "$app" "webhook_url=http://$hooks/" "webhook_token=$token" \
  webhook_events=Bot.OnC2CMessage,Bot.OnGroupMessage

if [ -z "${MODEL_URL:-}" ]; then
  bin/test-model >"$data/model.log" 2>&1 &
  MODEL_URL=$(await http "$data/model.log" $! | sed -E 's/.*(http[^ ]*).*/\1/')
  export MODEL_URL MODEL=test
  answers='a test model, which is no AI: it repeats what it is told. /slow, /fail, /break or /tool in a question make it do so.'
else
  answers="${MODEL:-the model of aibot.toml} at $MODEL_URL"
fi
AIBOT_LISTEN=$hooks AIBOT_STORE=$data/aibot.db AIBOT_SERVER_URL=http://$listen AIBOT_APP=$app AIBOT_SERVER_KEY=$key \
  AIBOT_WEBHOOK_TOKEN=$token bin/aibot --verbose apps/aibot/aibot.toml >"$data/aibot.log" 2>&1 &
await 'robots are there' "$data/aibot.log" $! >/dev/null

# The group is there already at the second start.
bin/teahouse call --url "http://$listen" --app "$app" --key "$key" group_open_http_svc.create_group '{"GroupId":"tea-table","Name":"Tea table",
  "Type":"Public","ApplyJoinOption":"FreeAccess","MemberList":[{"Member_Account":"@RBT#tea"},{"Member_Account":"@RBT#desk"}]}' \
  >"$data/group.log" 2>&1 || grep -q 10021 "$data/group.log"

cat <<TEXT

  Talk to Tea      $link&with=%40RBT%23tea
  Talk to Desk     $link&with=%40RBT%23desk
  In a group       $link&group=tea-table   (write @tea or @desk; open it in two tabs)

  The answers come from $answers
  Logs and data are in $data. Ctrl-C ends all of it.

TEXT
wait -n
echo 'something ended; the logs say why' >&2
exit 1
