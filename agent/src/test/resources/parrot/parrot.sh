#!/bin/sh
# An agent that repeats what it hears, word by word, and asks before it flies.
[ "$1" = --version ] && { echo "parrot 1.0.0"; exit 0; }
echo '{"hello":"1.0.0"}'
while read -r line; do
    text=$(printf '%s' "$line" | sed -n 's/.*"ask":"\([^"]*\)".*/\1/p')
    case $text in
    '') continue ;;
    cough) echo '{"fail":"out of seeds"}'; continue ;;
    fly)
        echo '{"may":"fly","id":"f1"}'
        read -r answer
        case $answer in *true*) echo '{"flew":"f1"}' ;; *) echo '{"stayed":"f1"}' ;; esac
        ;;
    esac
    for word in $text; do printf '{"word":"%s "}\n' "$word"; done
    echo '{"end":true}'
done
