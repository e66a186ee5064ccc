package dev.signalbox.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An `exec` agent that writes into each delta when it said it, in nanoseconds since the epoch. The
/// prompt `COUNT PAUSE_MICROS` says how many, and how far apart; a third number, how many lines a
/// second it writes to stderr meanwhile. How many these were it says in a log line.
final class StampingAgent {
    private static final Pattern START =
            Pattern.compile(
                    "\"start_query\".*\"queryId\":\"([^\"]+)\".*\"prompt\":\"(\\d+) (\\d+)(?: (\\d+))?\"");

    /// Before the number of lines that were written.
    static final String WROTE = "lines written: ";

    /// How a line of the flood begins.
    static final String LINE = "flood ";

    private StampingAgent() {}

    /// Writes lines to stderr, so many a second, until it is told to end.
    private static final class Flood {
        private static final long STEP_NANOS = 1_000_000;

        private final long linesPerSecond;
        private final Thread thread = new Thread(this::write, "flood");
        private volatile boolean ends;
        private long written;

        private Flood(long linesPerSecond) {
            this.linesPerSecond = linesPerSecond;
        }

        static Flood start(long linesPerSecond) {
            var flood = new Flood(linesPerSecond);
            flood.thread.start();
            return flood;
        }

        private void write() {
            long began = System.nanoTime();
            while (!ends) {
                long due = (System.nanoTime() - began) * linesPerSecond / 1_000_000_000L;
                var some = new StringBuilder();
                for (; written < due; written++) {
                    some.append(LINE).append(written).append('\n');
                }
                byte[] bytes = some.toString().getBytes(StandardCharsets.US_ASCII);
                System.err.write(bytes, 0, bytes.length);
                System.err.flush();
                LockSupport.parkNanos(STEP_NANOS);
            }
        }

        /// @return how many lines it wrote
        long end() {
            ends = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return written;
        }
    }

    /// The command that starts it, with this process's Java.
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StampingAgent.class.getName());
    }

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var match = START.matcher(line);
            if (match.find()) {
                play(out, match);
            }
        }
    }

    private static void play(PrintStream out, Matcher match) {
        String query = match.group(1);
        int count = Integer.parseInt(match.group(2));
        long pause = Long.parseLong(match.group(3)) * 1_000;
        String block = "b-" + query;
        var text = new StringBuilder();
        say(
                out,
                "{\"type\":\"block_start\",\"conversationId\":\"main\",\"block\":{\"type\":"
                        + "\"assistant_text\",\"id\":\""
                        + block
                        + "\",\"content\":\"\"}}");
        var flood = match.group(4) == null ? null : Flood.start(Long.parseLong(match.group(4)));
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            var now = Instant.now();
            String stamp = now.getEpochSecond() * 1_000_000_000L + now.getNano() + " ";
            text.append(stamp);
            out.println(
                    "{\"type\":\"text_delta\",\"conversationId\":\"main\",\"blockId\":\""
                            + block
                            + "\",\"delta\":\""
                            + stamp
                            + "\"}");
            if (pause > 0) {
                out.flush();
                next += pause;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        say(
                out,
                "{\"type\":\"block_complete\",\"conversationId\":\"main\",\"blockId\":\""
                        + block
                        + "\",\"block\":{\"type\":\"assistant_text\",\"id\":\""
                        + block
                        + "\",\"content\":\""
                        + text
                        + "\"}}");
        if (flood != null) {
            say(
                    out,
                    "{\"type\":\"log\",\"level\":\"error\",\"source\":\"runner\",\"message\":\""
                            + WROTE
                            + flood.end()
                            + "\"}");
        }
        say(
                out,
                "{\"type\":\"query_ended\",\"queryId\":\""
                        + query
                        + "\",\"outcome\":\"completed\"}");
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
        out.flush();
    }
}
