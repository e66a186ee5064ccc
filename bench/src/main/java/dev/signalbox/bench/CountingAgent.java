package dev.signalbox.bench;

import java.util.List;

/// An `exec` agent of a few lines of shell, for many sessions at once: it answers a message, which
/// is a number, with so many deltas, each of them its own number and a blank.
final class CountingAgent {
    private static final String SCRIPT =
            """
            while IFS= read -r line; do
                case $line in *'"type":"start_query"'*) ;; *) continue ;; esac
                query=${line#*'"queryId":"'}; query=${query%%'"'*}
                count=${line#*'"prompt":"'}; count=${count%%'"'*}
                printf '{"type":"block_start","conversationId":"main","block":{"type":"assistant_text","id":"b-%s","content":""}}\\n' "$query"
                i=1; text=
                while [ $i -le "$count" ]; do
                    printf '{"type":"text_delta","conversationId":"main","blockId":"b-%s","delta":"%s "}\\n' "$query" $i
                    text="$text$i "; i=$((i + 1))
                done
                printf '{"type":"block_complete","conversationId":"main","blockId":"b-%s","block":{"type":"assistant_text","id":"b-%s","content":"%s"}}\\n' "$query" "$query" "$text"
                printf '{"type":"query_ended","queryId":"%s","outcome":"completed"}\\n' "$query"
            done
            """;

    private CountingAgent() {}

    /// The command that starts it.
    static List<String> command() {
        return List.of("/bin/sh", "-c", SCRIPT);
    }
}
