#!/bin/sh
# An ad-video generator: from a brief to one film, through every stage, with what it cost.
# The pictures are samples; clips and film are small files that stand for videos.
#
#     samples/stories/ad-video.sh [PROGRAM [STORE]]
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

person=otto@example.com
"$program" init --quiet >/dev/null
user=$("$program" users create "$person" --name Otto --quiet | id)
session=$(as sessions create ad --title 'Trail shoe' | id)
as sessions brief "$session" --category footwear --product-prompt 'a trail shoe on wet rock' \
    --product-name 'Ridge' --call-to-action 'Go further' --text-color '#ff8800' \
    --style bold --style 'wet light' --seed 424242 --images 4 --alert-cost 10 >/dev/null

store() { # PATH FILE
    "$program" put "generated/$1" "$2" --user-id "$user" --origin generated --keep-undecodable \
        --quiet | id
}
video() { # PATH WORDS: a small file in place of a video
    printf '\000\000\000\030ftypmp42%s' "$2" >"$work"
    store "$1" "$work"
}
work=$(mktemp)
trap 'rm -f "$work"' EXIT
make() { # KIND TYPE PROMPT ASSET…: a job, its worker, and what came out
    kind=$1 type=$2 prompt=$3
    shift 3
    job=$(as jobs enqueue "$type" --session "$session" --count $# --prompt "$prompt" | id)
    lease=$(as jobs claim --worker otto-api --type "$type" | awk '{ print $2 }')
    for asset in "$@"; do set -- "$@" --output "$asset"; shift; done
    as jobs complete "$job" --lease "$lease" --kind "$kind" "$@" | cut -d ' ' -f 5-
}

as sessions move "$session" prompting >/dev/null
as costs add openai 0.0123 --category llm --session "$session" --tokens 812 --latency 900 >/dev/null
as sessions move "$session" generating_images >/dev/null
as sessions progress "$session" 20 --stage images --message '0 of 4 pictures' >/dev/null
pictures=$(make image product-image 'a trail shoe on wet rock' \
    "$(store 1.jpg "$samples/landscapes/misty-mountains.jpg")" \
    "$(store 2.jpg "$samples/landscapes/foggy-pines-grey.jpg")" \
    "$(store 3.jpg "$samples/landscapes/tidal-dunes.jpg")" \
    "$(store 4.jpg "$samples/landscapes/lighthouse.jpg")")
for picture in $pictures; do
    as costs add replicate 0.04 --category image_generation --generation "$picture" \
        --call-id "picture-$picture" >/dev/null
done
as sessions move "$session" reviewing_images >/dev/null

# Two are approved, in an order of their own; the mood board is what was chosen.
first=$(echo "$pictures" | awk '{ print $3 }')
second=$(echo "$pictures" | awk '{ print $1 }')
for picture in $first $second; do as generations edit "$picture" --review approved >/dev/null; done
as sessions select "$session" "$first" "$second" >/dev/null

as sessions move "$session" generating_videos >/dev/null
clips=$(make video_clip product-clip 'the camera follows the shoe' \
    "$(video clip-1.mp4 one)" "$(video clip-2.mp4 two)")
as costs add replicate 0.5 --category video_generation --session "$session" >/dev/null
as costs add replicate 0.5 --category video_generation --session "$session" \
    --error 'the service was busy' >/dev/null
as sessions move "$session" reviewing_videos >/dev/null
as sessions move "$session" composing >/dev/null

# Composing fails once and goes on from where it failed.
as sessions move "$session" failed --error 'no space left' >/dev/null
as sessions move "$session" composing >/dev/null
film=$(as generations create final_video --session "$session" --name 'Ridge, 9 s' --duration 9000 \
    --asset "$(video film.mp4 "$clips")" | id)
order=0
for clip in $clips; do
    as generations move "$clip" --below "$film" --order "$order" >/dev/null
    order=$((order + 1))
done
as sessions move "$session" completed >/dev/null

say 'a completed ad goes nowhere from here:'
as sessions move "$session" prompting 2>&1 || true
say 'the session:'
as sessions show "$session"
say 'the film and its clips:'
as generations show "$film"
as generations parts "$film"
say 'what it cost:'
as costs breakdown --session "$session"
as costs totals --session "$session"
