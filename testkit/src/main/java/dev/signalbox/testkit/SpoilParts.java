package dev.signalbox.testkit;

import java.util.List;

/// What [MalformedLines] puts together.
final class SpoilParts {
    /// One good event of each kind, with ids that belong to nobody.
    static final List<String> EVENTS =
            List.of(
                    """
                    {"type":"block_start","conversationId":"main","block":{"type":"assistant_text","id":"mb1","content":""}}\
                    """,
                    """
                    {"type":"text_delta","conversationId":"main","blockId":"mb1","delta":"some text"}\
                    """,
                    """
                    {"type":"block_update","conversationId":"main","blockId":"mb2","updates":{"status":"running"}}\
                    """,
                    """
                    {"type":"block_complete","conversationId":"main","blockId":"mb3","block":{"type":"thinking","id":"mb3","content":"Hm."}}\
                    """,
                    """
                    {"type":"block_complete","conversationId":"main","blockId":"mb4","block":{"type":"tool_use","id":"mb4","toolUseId":"mt4","toolName":"Bash","input":{"command":"ls"},"status":"success"}}\
                    """,
                    """
                    {"type":"metadata_update","conversationId":"main","metadata":{"usage":{"inputTokens":10,"outputTokens":2}}}\
                    """,
                    """
                    {"type":"log","level":"info","message":"a word","source":"agent","data":{"n":1}}\
                    """,
                    """
                    {"type":"error","message":"a failure","code":"AGENT_FAILED","data":{"n":1}}\
                    """,
                    """
                    {"type":"query_ended","queryId":"mq1","outcome":"completed","stopReason":"end_turn"}\
                    """,
                    """
                    {"type":"permission_withdrawn","requestId":"mr1","reason":"it changed its mind"}\
                    """,
                    """
                    {"type":"permission_requested","requestId":"mr1","queryId":"mq1","toolName":"Bash","input":{"command":"ls"},"options":[{"id":"a","kind":"allow_once","label":"Allow"}]}\
                    """);

    static final List<String> CRUMBS =
            List.of(
                    "null",
                    "true",
                    "1e999",
                    "-",
                    "1.5",
                    "\"\"",
                    "{}",
                    "[]",
                    "[[[[",
                    "}",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\\u0000",
                    "\\ud83d",
                    "\u0000",
                    "\"type\":",
                    "\"type\":5,",
                    "{\"a\":",
                    "\r",
                    "0",
                    "99999999999999999999");

    static final List<String> OTHER_VALUES =
            List.of(
                    "null",
                    "true",
                    "-7",
                    "1.5",
                    "\"\"",
                    "\"x\"",
                    "{}",
                    "[]",
                    "[null]",
                    "{\"a\":1}");

    static final List<String> HUGE =
            List.of(
                    "1e999",
                    "-1e999",
                    "1e-999999",
                    "9223372036854775808",
                    "123456789012345678901234567890",
                    "NaN",
                    "Infinity",
                    "1" + "0".repeat(5_000),
                    "1e2147483647");

    private SpoilParts() {}
}
