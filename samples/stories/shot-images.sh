#!/bin/sh
# A shot-image generator: pictures of one place, made from references, in a session.
# Its worker is this script: it claims a job, and completes it with pictures.
#
#     samples/stories/shot-images.sh [PROGRAM [STORE]]
#
# PROGRAM is else $STILLSTORE, else stillstore in the PATH; STORE is else a new directory.
set -eu
samples=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-${STILLSTORE:-stillstore}}
export STILLSTORE_STORE="${2:-$(mktemp -d)/store}"

# Acts as the story's person; the first column of a line is the id.
as() { "$program" "$@" --as "$person" --quiet; }
id() { cut -d ' ' -f 1; }
say() { printf '\n%s\n' "$1"; }

person=ines@example.com
"$program" init --quiet >/dev/null
user=$("$program" users create "$person" --name Ines --quiet | id)

# A session, and a photograph that several jobs refer to.
session=$(as sessions create images --title 'Harbour at dusk' | id)
photo=$("$program" put "uploads/$user/lighthouse.jpg" "$samples/landscapes/lighthouse.jpg" \
    --user-id "$user" --quiet | id)
wide=$(as jobs enqueue image --session "$session" --count 3 --reference "$photo=reference" \
    --prompt 'the harbour, wide' --aspect-ratio 16:9 \
    --parameters '{"shot_type": "wide", "camera_angle": "low", "weather": "haze"}' | id)
near=$(as jobs enqueue image --session "$session" --count 1 --reference "$photo=reference" \
    --after-job "$wide" --prompt 'the lamp, close' | id)

# The worker: one job a call, until there is none.
claim() { as jobs claim --worker ines-studio --type image; }
say 'the queue before the worker came:'
as jobs list --session "$session"

line=$(claim)
job=$(echo "$line" | awk '{ print $1 }')
lease=$(echo "$line" | awk '{ print $2 }')
as jobs heartbeat "$job" --lease "$lease" >/dev/null
as jobs complete "$job" --lease "$lease" \
    --file "$samples/landscapes/misty-mountains.jpg" --file "$samples/landscapes/sea-sunset.jpg" \
    --seed 11 --seed 12 --failure 'the third was blocked by a filter' >/dev/null

# The second job could be claimed only now; its worker crashes once.
line=$(claim)
job=$(echo "$line" | awk '{ print $1 }')
as jobs crash "$job" --lease "$(echo "$line" | awk '{ print $2 }')" --reason 'out of memory' >/dev/null
line=$(claim)
as jobs complete "$near" --lease "$(echo "$line" | awk '{ print $2 }')" \
    --file "$samples/landscapes/balloons.webp" >/dev/null

say 'the jobs of the session:'
as jobs list --session "$session"
say 'its pictures:'
as generations list --session "$session"
chosen=$(as generations list --session "$session" --prompt LAMP | id)
as sessions select "$session" "$chosen" >/dev/null
as generations edit "$chosen" --star yes >/dev/null
say 'the session:'
as sessions show "$session"

# Deleting the session of images leaves what came out of it.
as sessions delete "$session" >/dev/null
say "after the session was deleted there are still $(as generations list | wc -l | tr -d ' ') pictures"
