package dev.signalbox.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An agent of a few lines of shell, for tests in which the start of a JVM would be too long a wait.
///
/// The body may use what the prelude below defines:
///
/// | | |
/// |---|---|
/// | `next_query` | waits for a `start_query`, puts its id in `$query`; fails at the end of input |
/// | `wait_for TYPE` | waits for that command, drops others; fails at the end of input |
/// | `field NAME` | puts a string field of the last command in `$value` (plain strings only, nothing escaped) |
/// | `emit JSON` | prints an event |
/// | `text ID WORDS` | a whole `assistant_text` block |
/// | `log WORDS` | a log event of level info |
/// | `end OUTCOME` | ends the query |
///
/// Such as `while next_query; do text b1 hello; end completed; done`.
public final class ShellAgent {
    private static final String PRELUDE =
            """
            #!/bin/sh
            emit() { printf '%s\\n' "$1"; }
            field() {
                case $command in
                    *\\"$1\\":\\"*) value=${command#*\\"$1\\":\\"}; value=${value%%\\"*} ;;
                    *) value= ;;
                esac
            }
            wait_for() {
                while IFS= read -r command; do
                    case $command in *\\"type\\":\\"$1\\"*) return 0 ;; esac
                done
                return 1
            }
            next_query() { wait_for start_query && field queryId && query=$value; }
            text() {
                emit '{"type":"block_complete","conversationId":"main","blockId":"'"$1"'","block":{"type":"assistant_text","id":"'"$1"'","content":"'"$2"'"}}'
            }
            log() { emit '{"type":"log","level":"info","source":"agent","message":"'"$1"'"}'; }
            end() { emit '{"type":"query_ended","queryId":"'"$query"'","outcome":"'"$1"'"}'; }
            """;

    private ShellAgent() {}

    /// Writes the agent to `directory/agent.sh`, over an older one.
    ///
    /// @return the command that starts it
    public static List<String> command(Path directory, String body) throws IOException {
        var file = directory.resolve("agent.sh").toAbsolutePath();
        Files.writeString(file, PRELUDE + body + "\n");
        return List.of("/bin/sh", file.toString());
    }
}
