package dev.signalbox.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An `exec` agent that says in one query what others say in a hundred: the prompt is the number of
/// turns, each of [#EVENTS] events: a text in 16 deltas, a tool's call with an update, and its result.
final class HistoryAgent {
    /// Of one turn.
    static final int EVENTS = 24;

    private static final int DELTAS = 16;
    private static final Pattern START =
            Pattern.compile("\"start_query\".*\"queryId\":\"([^\"]+)\".*\"prompt\":\"(\\d+)\"");

    private HistoryAgent() {}

    /// The command that starts it, with this process's Java.
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HistoryAgent.class.getName());
    }

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var match = START.matcher(line);
            if (match.find()) {
                int turns = Integer.parseInt(match.group(2));
                for (int i = 0; i < turns; i++) {
                    turn(out, match.group(1) + "-" + i);
                }
                say(
                        out,
                        "{'type':'query_ended','queryId':'@','outcome':'completed'}",
                        match.group(1));
                out.flush();
            }
        }
    }

    private static void turn(PrintStream out, String id) {
        String text = "t-" + id;
        String use = "u-" + id;
        String result = "r-" + id;
        say(
                out,
                "{'type':'block_start','conversationId':'main','block':"
                        + "{'type':'assistant_text','id':'@','content':''}}",
                text);
        for (int i = 0; i < DELTAS; i++) {
            say(
                    out,
                    "{'type':'text_delta','conversationId':'main','blockId':'@',"
                            + "'delta':'some words of an answer, '}",
                    text);
        }
        say(
                out,
                "{'type':'block_complete','conversationId':'main','blockId':'@','block':"
                        + "{'type':'assistant_text','id':'@','content':'@'}}",
                text,
                text,
                "some words of an answer, ".repeat(DELTAS));
        String tool =
                "'block':{'type':'tool_use','id':'@','toolName':'Read','toolUseId':'@','input':"
                        + "{'path':'src/Main.java'},'status':'@'}}";
        say(out, "{'type':'block_start','conversationId':'main'," + tool, use, use, "pending");
        say(
                out,
                "{'type':'block_update','conversationId':'main','blockId':'@',"
                        + "'updates':{'status':'running'}}",
                use);
        say(
                out,
                "{'type':'block_complete','conversationId':'main','blockId':'@'," + tool,
                use,
                use,
                use,
                "success");
        String output =
                "'block':{'type':'tool_result','id':'@','toolUseId':'@','output':'@',"
                        + "'isError':false}}";
        say(out, "{'type':'block_start','conversationId':'main'," + output, result, use, "");
        say(
                out,
                "{'type':'text_delta','conversationId':'main','blockId':'@','delta':'@'}",
                result,
                "a line of a file; ".repeat(10));
        say(
                out,
                "{'type':'block_complete','conversationId':'main','blockId':'@'," + output,
                result,
                result,
                use,
                "a line of a file; ".repeat(10));
    }

    /// @param values put where an `@` stands, one after the other
    private static void say(PrintStream out, String template, Object... values) {
        String line = template.replace('\'', '"');
        for (var value : values) {
            line = line.replaceFirst("@", Matcher.quoteReplacement(String.valueOf(value)));
        }
        out.println(line);
    }
}
