#!/bin/sh
# A photo gallery over InvokeAI: a photograph refined step by step, albums, a shared link.
# The steps' alternatives are samples.
#
#     samples/stories/photo-gallery.sh [PROGRAM [STORE]]
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

person=noor@example.com
"$program" init --quiet >/dev/null
user=$("$program" users create "$person" --name Noor --quiet | id)
photo() { # FILE
    "$program" put "photos/$(basename "$1")" "$1" --user-id "$user" --quiet | id
}
original=$(photo "$samples/landscapes/misty-mountains.jpg")

# What its generator has.
as models set sdxl-base --name 'SDXL 1.0' --type main --base sdxl --vae sdxl-vae \
    --defaults '{"steps": 30, "cfg_scale": 7.5}' --favourite yes >/dev/null
as templates create Golden 'golden light, long shadows' --category light --favourite yes >/dev/null
as settings edit --steps 40 --batch-size 2 >/dev/null

# A session that refines the photograph: a tree of steps, each with alternatives.
session=$(as sessions create refinement --title Mountains --source "$original" | id)
step() { # PARENT PROMPT FILE FILE: prints the generations
    job=$(as jobs enqueue img2img --session "$session" ${1:+--parent "$1"} --prompt "$2" --count 2 \
        --batch-id "batch-$3" --reference "$original=init" | id)
    lease=$(as jobs claim --worker invokeai --type img2img | awk '{ print $2 }')
    as jobs complete "$job" --lease "$lease" --output "$(photo "$3")" --output "$(photo "$4")" \
        | awk '{ print $1, $3, $4 }'
}
first=$(step '' 'golden light' "$samples/landscapes/sea-sunset.jpg" "$samples/landscapes/tidal-dunes.jpg")
second=$(step "${first%% *}" 'fewer clouds' "$samples/landscapes/balloons.webp" \
    "$samples/landscapes/lighthouse.jpg")
chosen=$(echo "$second" | awk '{ print $2 }')
as sessions select "$session" "$chosen" >/dev/null
say 'the steps:'
as jobs list --session "$session"
say 'a step is never below itself:'
as jobs move "${first%% *}" --below "${second%% *}" 2>&1 || true

# The rented machine, in pieces of five minutes; nothing is lost by rounding.
for _ in 1 2 3; do as settings add-rented 300000 0.74 >/dev/null; done
as settings end-rented >/dev/null
as sessions move "$session" completed >/dev/null
say 'settings, and what the machine cost:'
as settings show

# Albums, tags, a rating, a link.
album=$(as albums create 'Best of May' | id)
best=$(as generations show "$chosen" --json | sed 's/.*"asset_id":"\([^"]*\)".*/\1/')
as albums add "$album" "$original" "$best" >/dev/null
as albums reorder "$album" "$best" "$original" >/dev/null
as albums cover "$album" "$best" >/dev/null
as tags add Mountains "$original" "$best" >/dev/null
as tags rate "$best" --rating 5 --star yes >/dev/null
echo 'open sesame' >"$STILLSTORE_STORE.password"
link=$(as links create album "$album" --expires 7d --password-from "$STILLSTORE_STORE.password")
rm "$STILLSTORE_STORE.password"
key=$(echo "$link" | awk '{ print $2 }')
say 'the album:'
as albums contents "$album"
say 'its link, with the password:'
echo 'open sesame' | as links open "$key" --password-from -
say 'and without:'
as links open "$key" 2>&1 || true
say 'what happened to the album, in order:'
as events --table albums --table album_assets
