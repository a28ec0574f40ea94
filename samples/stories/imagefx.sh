#!/bin/sh
# An ImageFX client: prompts, panels of pictures with the service's own ids, captions.
# The service's answer is played by samples; its cookie is kept sealed.
#
#     samples/stories/imagefx.sh [PROGRAM [STORE]]
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

person=Mika@Example.com
"$program" init --quiet >/dev/null
user=$("$program" users create "$person" --name Mika --quiet | id)
person=mika@example.com # the same: case does not matter

echo 'NID=a-live-cookie' | as credentials set google_cookie --from - >/dev/null
say 'the cookie is kept, and never shown:'
as credentials list

# A prompt, and the two pictures that came back; the seeds that count are those of the answer.
prompt='a lighthouse in flat colours'
job=$(as jobs enqueue imagefx --prompt "$prompt" --count 2 --model IMAGEN_3_5 --seed 0 \
    --aspect-ratio IMAGE_ASPECT_RATIO_LANDSCAPE | id)
lease=$(as jobs claim --worker mika-laptop --type imagefx | awk '{ print $2 }')
save() { # FILE
    "$program" put "imagefx/image-$(basename "$1")" "$1" --user-id "$user" --job-id "$job" \
        --origin generated --quiet | id
}
one=$(save "$samples/studies/pressed-sprig.png")
two=$(save "$samples/studies/harmonograph-alpha.png")
as jobs complete "$job" --lease "$lease" --output "$one" --output "$two" \
    --seed 18446744073709551615 --seed 7 --external-id media-1 --external-id media-2 >/dev/null

say 'recent pictures:'
as generations list --limit 50
say 'has media-1 been saved already?'
as generations create image --external-id media-1 2>&1 || true

# Several captions a picture; the service writes its types in capitals.
as captions add 'a pressed plant on paper' --type PNG --asset "$one" --external-id caption-1 >/dev/null
as captions add 'a sprig, flattened' --type png --asset "$one" --external-id caption-2 >/dev/null
say 'captions:'
as captions list --asset "$one"

# The history of prompts; a picture whose prompt was deleted stays.
as jobs delete "$job" >/dev/null
say "prompts left: $(as jobs list | wc -l | tr -d ' '); pictures left: $(as generations list | wc -l | tr -d ' ')"
say 'seeds, in SQL:'
"$program" sql "SELECT external_id, seed FROM generations ORDER BY external_id"
