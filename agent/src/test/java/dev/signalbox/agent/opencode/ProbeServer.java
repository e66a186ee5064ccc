package dev.signalbox.agent.opencode;

/// A server of the Model Context Protocol with one tool, as a shell script.
final class ProbeServer {
    static final String SCRIPT =
            """
            while read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
              case "$line" in
                *'"initialize"'*) r='{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},\
            "serverInfo":{"name":"probe","version":"1"}}' ;;
                *'"tools/list"'*) r='{"tools":[{"name":"echo","description":"Echo",\
            "inputSchema":{"type":"object","properties":{"text":{"type":"string"}}}}]}' ;;
                *'"tools/call"'*) r='{"content":[{"type":"text","text":"pong"}]}' ;;
                *) r='{}' ;;
              esac
              [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$r"
            done
            """;

    private ProbeServer() {}
}
