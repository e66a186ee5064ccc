#!/bin/sh
# An agent that repeats what it hears, word by word. It asks before it flies, sings until it is told to stop, and keeps what
# it heard last in a nest.
[ "$1" = --version ] && { echo "parrot 1.0.0"; exit 0; }
set -f # It hears words, never names of files.
nests=$HOME/.parrot
nest=$2
mkdir -p "$nests"
[ "$1" = --resume ] && [ -f "$nests/$nest" ] || nest=nest-$(date +%s)-$$
: >>"$nests/$nest"
printf '{"hello":"1.0.0","nest":"%s"}\n' "$nest"

sing() { # Until it is killed, or the parrot is.
    while kill -0 $$ 2>/dev/null; do
        echo '{"word":"la "}'
        sleep 1 >/dev/null 2>&1
    done
}

song=
while read -r line; do
    case $line in
    '{"stop":'*)
        [ -n "$song" ] || continue
        kill "$song"
        wait "$song" 2>/dev/null
        song=
        echo '{"stopped":true}'
        continue
        ;;
    esac
    text=$(printf '%s' "$line" | sed -n 's/^{"ask":"\(.*\)"}$/\1/p')
    [ "$text" = again ] && text=$(cat "$nests/$nest")
    printf '%s' "$text" >"$nests/$nest"
    case $text in
    '') continue ;;
    cough) echo '{"fail":"out of seeds"}'; continue ;;
    sing) sing & song=$!; continue ;;
    stutter) printf '{"word":"stu "}\n{"again":true}\n' ;;
    fly)
        echo '{"may":"fly","id":"f1"}'
        read -r answer
        case $answer in
        '{"yes":true}') echo '{"flew":"f1"}' ;;
        '{"yes":'*) echo '{"stayed":"f1"}' ;;
        *) echo '{"stopped":true}'; continue ;;
        esac
        ;;
    esac
    # shellcheck disable=SC2086 # Words are wanted.
    set -- $text
    for word; do printf '{"word":"%s "}\n' "$word"; done
    printf '{"end":true,"heard":%d,"said":%d}\n' $# $#
done
[ -z "$song" ] || kill "$song"
