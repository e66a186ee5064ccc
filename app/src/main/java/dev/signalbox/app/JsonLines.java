package dev.signalbox.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;

import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;

/// The server's own log: a JSON object a line.
///
/// `time`, `level`, `logger`, `thread` and `message` always, `error` with a failure; every field that
/// a line was given beside its message; and `session_id` and `query_id`, which messages carry in their
/// text, as fields of their own. Named in `logback.xml`.
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    /// Ids in the text, in the only form in which this code writes them.
    private static final Pattern IDS =
            Pattern.compile("(?:^| )(session_id|query_id)=([A-Za-z0-9._-]{1,100})");

    private static final int FRAMES_MAX = 30;
    private static final int CAUSES_MAX = 5;

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = ProtocolJson.object();
        line.put("time", ProtocolJson.time(Instant.ofEpochMilli(event.getTimeStamp())));
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        String message = String.valueOf(event.getFormattedMessage());
        line.put("message", message);
        var ids = IDS.matcher(message);
        while (ids.find()) {
            if (!line.has(ids.group(1))) {
                line.put(ids.group(1), ids.group(2));
            }
        }
        event.getMDCPropertyMap().forEach(line::put);
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> put(line, pair.key, pair.value));
        }
        @Nullable IThrowableProxy error = event.getThrowableProxy();
        if (error != null) {
            line.set("error", error(error, CAUSES_MAX));
        }
        return (ProtocolJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode line, String name, @Nullable Object value) {
        switch (value) {
            case Long number -> line.put(name, number);
            case Integer number -> line.put(name, number);
            case Boolean flag -> line.put(name, flag);
            case null -> {}
            default -> line.put(name, value.toString());
        }
    }

    private static ObjectNode error(IThrowableProxy error, int causesLeft) {
        var json = ProtocolJson.object();
        json.put("class", error.getClassName());
        json.put("message", error.getMessage());
        var stack = json.putArray("stack");
        var frames = error.getStackTraceElementProxyArray();
        int most = frames == null ? 0 : Math.min(frames.length, FRAMES_MAX);
        for (int i = 0; i < most; i++) {
            stack.add(frames[i].getStackTraceElement().toString());
        }
        if (error.getCause() != null && causesLeft > 0) {
            json.set("cause", error(error.getCause(), causesLeft - 1));
        }
        return json;
    }
}
