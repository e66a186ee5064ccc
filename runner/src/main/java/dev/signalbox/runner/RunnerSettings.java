package dev.signalbox.runner;

import dev.signalbox.process.ControlGroup;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.Redactor;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.RunnerReply;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;

/// What `runner.json` says. See `docs/runner.md`, "Start".
///
/// @param optionsJson an object; bound later, for binding costs the start more than all else
/// @param env names of variables whose values come in the runner's own environment
/// @param redact regular expressions of what is secret in logs, besides the values of `env`
/// @param usesHostLogin whether the agent is given copies of what its command keeps of a sign-in
/// @param agentGroup where the agent is to be; null = where the runner is
/// @param maxTurnSilence zero: no limit
/// @param orphanTimeout zero: no limit
/// @param flood how many log lines of one source are kept
/// @param after the last offset that a server has journaled
record RunnerSettings(
        String sessionId,
        String agent,
        Path workspace,
        byte[] optionsJson,
        List<String> env,
        List<String> redact,
        @Nullable Path executable,
        boolean usesHostLogin,
        @Nullable ControlGroup agentGroup,
        Duration interruptGrace,
        Duration maxTurnSilence,
        Duration orphanTimeout,
        Duration terminateGrace,
        RestartLimits restart,
        LogFlood flood,
        long after) {

    /// What takes secrets out of logs: the values of `env`, as they are in this process.
    ///
    /// @throws InvalidException if a pattern is none
    Redactor redactor() throws InvalidException {
        var values = env.stream().map(System::getenv).filter(Objects::nonNull).map(String::valueOf);
        try {
            return new Redactor(values.toList(), redact);
        } catch (PatternSyntaxException e) {
            throw new InvalidException("'redact': " + e.getMessage(), e);
        }
    }

    /// The file is not what a runner reads.
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    static RunnerSettings read(Path file) throws InvalidException {
        try {
            return new Reader(Files.readAllBytes(file)).read();
        } catch (IOException e) {
            throw new InvalidException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new InvalidException(file + ": " + e.getOriginalMessage(), e);
        } catch (InvalidException e) {
            throw new InvalidException(file + ": " + e.getMessage(), e);
        }
    }

    /// Reads field by field, without binding.
    private static final class Reader {
        private final byte[] json;
        private long protocol;
        private @Nullable String sessionId;
        private @Nullable String agent;
        private @Nullable String workspace;
        private @Nullable String executable;
        private boolean usesHostLogin;
        private @Nullable String agentGroup;
        private byte[] options = {'{', '}'};
        private final List<String> env = new ArrayList<>();
        private final List<String> redact = new ArrayList<>();
        private long interruptGraceMs = 2_000;
        private long maxTurnSilenceMs = 600_000;
        private long orphanTimeoutMs = 86_400_000;
        private long terminateGraceMs = 5_000;
        private long restartAttempts = RestartLimits.DEFAULT.attempts();
        private long restartWindowMs = RestartLimits.DEFAULT.window().toMillis();
        private long restartFirstMs = RestartLimits.DEFAULT.first().toMillis();
        private long restartLongestMs = RestartLimits.DEFAULT.longest().toMillis();
        private long logLinesPerSecond = LogFlood.DEFAULT.linesPerSecond();
        private long logBurst = LogFlood.DEFAULT.burst();
        private long after;

        Reader(byte[] json) {
            this.json = json;
        }

        RunnerSettings read() throws InvalidException {
            try (JsonParser parser =
                    new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new InvalidException("not a JSON object", null);
                }
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    var _ = parser.nextToken();
                    field(name, parser);
                }
            }
            if (protocol != RunnerReply.PROTOCOL) {
                throw new InvalidException(
                        "protocol " + protocol + " is not " + RunnerReply.PROTOCOL, null);
            }
            return new RunnerSettings(
                    required("sessionId", sessionId),
                    required("agent", agent),
                    absolute("workspace", required("workspace", workspace)),
                    options,
                    List.copyOf(env),
                    List.copyOf(redact),
                    executable == null ? null : absolute("executable", executable),
                    usesHostLogin,
                    agentGroup == null
                            ? null
                            : new ControlGroup(absolute("agentGroup", agentGroup)),
                    Duration.ofMillis(interruptGraceMs),
                    Duration.ofMillis(maxTurnSilenceMs),
                    Duration.ofMillis(orphanTimeoutMs),
                    Duration.ofMillis(terminateGraceMs),
                    restart(),
                    flood(),
                    after);
        }

        private RestartLimits restart() throws InvalidException {
            try {
                return new RestartLimits(
                        Math.toIntExact(restartAttempts),
                        Duration.ofMillis(restartWindowMs),
                        Duration.ofMillis(restartFirstMs),
                        Duration.ofMillis(restartLongestMs));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new InvalidException(String.valueOf(e.getMessage()), e);
            }
        }

        private LogFlood flood() throws InvalidException {
            try {
                return new LogFlood(Math.toIntExact(logLinesPerSecond), Math.toIntExact(logBurst));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new InvalidException(String.valueOf(e.getMessage()), e);
            }
        }

        private void field(String name, JsonParser parser) throws InvalidException {
            switch (name) {
                case "protocol" -> protocol = number(name, parser);
                case "sessionId" -> sessionId = text(name, parser);
                case "agent" -> agent = text(name, parser);
                case "workspace" -> workspace = text(name, parser);
                case "executable" -> executable = text(name, parser);
                case "agentGroup" -> agentGroup = text(name, parser);
                case "usesHostLogin" -> usesHostLogin = parser.getBooleanValue();
                case "interruptGraceMs" -> interruptGraceMs = number(name, parser);
                case "maxTurnSilenceMs" -> maxTurnSilenceMs = number(name, parser);
                case "orphanTimeoutMs" -> orphanTimeoutMs = number(name, parser);
                case "terminateGraceMs" -> terminateGraceMs = number(name, parser);
                case "restartAttempts" -> restartAttempts = number(name, parser);
                case "restartWindowMs" -> restartWindowMs = number(name, parser);
                case "restartFirstMs" -> restartFirstMs = number(name, parser);
                case "restartLongestMs" -> restartLongestMs = number(name, parser);
                case "logLinesPerSecond" -> logLinesPerSecond = number(name, parser);
                case "logBurst" -> logBurst = number(name, parser);
                case "after" -> after = number(name, parser);
                case "env" -> texts(name, "names", parser, env);
                case "redact" -> texts(name, "expressions", parser, redact);
                case "options" -> {
                    require(parser, JsonToken.START_OBJECT, "'options' must be an object");
                    int start = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    int end = (int) parser.currentLocation().getByteOffset();
                    options = Arrays.copyOfRange(json, start, end);
                }
                default -> parser.skipChildren(); // from a later server
            }
        }

        private static void require(JsonParser parser, JsonToken token, String otherwise)
                throws InvalidException {
            if (parser.currentToken() != token) {
                throw new InvalidException(otherwise, null);
            }
        }

        private static void texts(String name, String what, JsonParser parser, List<String> into)
                throws InvalidException {
            require(parser, JsonToken.START_ARRAY, "'" + name + "' must be a list of " + what);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                into.add(text(name, parser));
            }
        }

        private static String text(String name, JsonParser parser) throws InvalidException {
            require(parser, JsonToken.VALUE_STRING, "'" + name + "' must be a string");
            return parser.getString();
        }

        private static long number(String name, JsonParser parser) throws InvalidException {
            require(parser, JsonToken.VALUE_NUMBER_INT, "'" + name + "' must be a whole number");
            long value = parser.getLongValue();
            if (value < 0) {
                throw new InvalidException("'" + name + "' must not be negative", null);
            }
            return value;
        }

        private static String required(String name, @Nullable String value)
                throws InvalidException {
            if (value == null || value.isEmpty()) {
                throw new InvalidException("'" + name + "' is missing", null);
            }
            return value;
        }

        private static Path absolute(String name, String value) throws InvalidException {
            var path = Path.of(value);
            if (!path.isAbsolute()) {
                throw new InvalidException("'" + name + "' must be an absolute path", null);
            }
            return path;
        }
    }
}
