#!/bin/sh
# Reigh, a video editor: shots on a timeline, versions of pictures, jobs of many steps, credits.
# Two workers: a person's own one, free of charge, and one for everybody, which is paid for.
#
#     samples/stories/reigh.sh [PROGRAM [STORE]]
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

person=pia@example.com
"$program" init --quiet >/dev/null
user=$("$program" users create "$person" --name Pia --quiet | id)
project=$(as projects create Travel --spacing 50 --aspect-ratio 16:9 | id)
picture() { # FILE PROMPT
    asset=$("$program" put "image_uploads/$user/$(basename "$1")" "$1" --user-id "$user" --quiet | id)
    as generations create image --project "$project" --asset "$asset" --prompt "$2" | id
}
pines=$(picture "$samples/landscapes/foggy-pines-grey.jpg" pines)
dunes=$(picture "$samples/landscapes/tidal-dunes.jpg" dunes)
sea=$(picture "$samples/landscapes/sea-sunset.jpg" sea)

# A shot: the first at 0, others 50 frames on; one picture may be there twice.
shot=$(as shots create --project "$project" 'Scene 1' --from "$pines" | id)
as shots add "$shot" "$dunes" >/dev/null
middle=$(as shots add "$shot" "$sea" --frame 75 --metadata '{"pair_prompt": "into the sea"}' | id)
as shots add "$shot" "$pines" --unplaced >/dev/null
say 'the timeline:'
as shots entries "$shot"
say 'evened out within 60 frames:'
as shots even-out "$shot" --length 60
as shots move "$shot" "$middle=90"
copy=$(as shots duplicate "$shot" --placed-only | id)
say 'the shots of the project:'
as shots list --project "$project"

# Settings of a tool: the shot's win over the project's.
as settings set-tool travel '{"frames": 81, "steps": 6}' --project "$project" >/dev/null
as settings set-tool travel '{"steps": 8}' --shot "$shot" >/dev/null
say 'the tool is set to:'
as settings effective travel --shot "$shot"

# An upscale becomes the primary variant, by a worker for everybody, which is paid for afterwards.
"$program" task-types set image-upscale --outcome primary_variant --variant-type upscaled \
    --charging after --billing per_unit --price 0.25 --quiet >/dev/null
up=$(as jobs enqueue image-upscale --project "$project" --generation "$sea" | id)
"$program" workers register cloud-1 --shared --quiet >/dev/null
say 'without credits the job waits:'
as jobs show "$up" | grep 'waiting reason'
"$program" credits grant "$person" 1 --note welcome --quiet >/dev/null
cloud() { "$program" jobs "$@" --quiet; }
lease=$(cloud claim --worker cloud-1 --type image-upscale | awk '{ print $2 }')
large=$("$program" put "image_uploads/$user/sea-large.jpg" "$samples/landscapes/misty-mountains.jpg" \
    --user-id "$user" --quiet | id)
cloud complete "$up" --lease "$lease" --output "$large" >/dev/null
say 'the picture shows its new version, which nobody has seen:'
as variants list "$sea"
say 'credits:'
as credits list
as credits balance

# A job of many steps: one is cancelled, and with it what waits.
"$program" task-types set travel-orchestrator --steering yes --outcome none --quiet >/dev/null
steering=$(as jobs enqueue travel-orchestrator --project "$project" --name 'film of Scene 1' | id)
segment=$(as jobs enqueue travel-segment --parent "$steering" | id)
as jobs enqueue travel-stitch --parent "$steering" --after-job "$segment" >/dev/null
as jobs cancel "$steering" >/dev/null
say 'what was left of the steps:'
as jobs steps "$steering"

# A link to the shot, for people without an account.
key=$(as links create shot "$shot" --max-views 1 | awk '{ print $2 }')
as links open "$key" >/dev/null
say 'the link was good for one view:'
as links open "$key" 2>&1 || true
as shots delete "$copy" >/dev/null
