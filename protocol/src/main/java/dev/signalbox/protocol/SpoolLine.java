package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/// One line of a runner's spool and of its socket: an event, its place in the spool, and when the
/// runner wrote it.
///
/// @param offset counts from 1 without gaps
/// @param eventJson the event as the runner wrote it, UTF-8; not to be changed
public record SpoolLine(long offset, Instant at, StreamEvent event, byte[] eventJson) {
    /// The largest whole number that every reader of JSON can hold.
    private static final long OFFSET_MAX = (1L << 53) - 1;

    /// Writes a line, without its newline.
    public static byte[] write(long offset, Instant at, byte[] eventJson) {
        byte[] head =
                ("{\"offset\":" + offset + ",\"at\":\"" + ProtocolJson.time(at) + "\",\"event\":")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(head, head.length + eventJson.length + 1);
        System.arraycopy(eventJson, 0, line, head.length, eventJson.length);
        line[line.length - 1] = '}';
        return line;
    }

    /// The frame of a line, read before its event is understood.
    ///
    /// @param offset 0 when the line has none, as replies have none
    /// @param eventStart where the event begins in the line, or -1 when there is none
    public record Frame(long offset, @Nullable Instant at, int eventStart, int eventLength) {}

    /// Reads the frame of a line, whatever wrote it and in whatever order its fields stand.
    ///
    /// @throws ProtocolException if the line is not a JSON object in UTF-8
    public static Frame frame(byte[] line) throws ProtocolException {
        requireUtf8(line);
        long offset = 0;
        Instant at = null;
        int start = -1;
        int length = 0;
        try (JsonParser parser = ProtocolJson.mapperForEmbedding().createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ProtocolException.notJson("not a JSON object", null);
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("offset") && token == JsonToken.VALUE_NUMBER_INT) {
                    offset = parser.getLongValue();
                } else if (name.equals("at") && token == JsonToken.VALUE_STRING) {
                    at = instant(parser.getString());
                } else if (name.equals("event") && token == JsonToken.START_OBJECT) {
                    start = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    length = (int) parser.currentLocation().getByteOffset() - start;
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw ProtocolException.notJson("more than one JSON value in a line", null);
            }
        } catch (JacksonException e) {
            throw ProtocolException.notJson(e.getOriginalMessage(), e);
        }
        return new Frame(offset, at, start, length);
    }

    /// Reads a whole line.
    ///
    /// @throws ProtocolException if it is not a spool line, or its event is not one
    public static SpoolLine read(byte[] line) throws ProtocolException {
        return read(line, frame(line));
    }

    /// Reads a line whose frame is known.
    ///
    /// @throws ProtocolException if the frame lacks a part, or the event is not one
    public static SpoolLine read(byte[] line, Frame frame) throws ProtocolException {
        if (frame.offset() < 1) {
            throw ProtocolException.missingField("required field 'offset' is missing", null);
        }
        if (frame.offset() > OFFSET_MAX) {
            throw ProtocolException.wrongType("'offset' is over " + OFFSET_MAX, null);
        }
        if (frame.at() == null) {
            throw ProtocolException.missingField("required field 'at' is missing", null);
        }
        if (frame.eventStart() < 0) {
            throw ProtocolException.missingField("required field 'event' is missing", null);
        }
        byte[] json =
                Arrays.copyOfRange(
                        line, frame.eventStart(), frame.eventStart() + frame.eventLength());
        return new SpoolLine(
                frame.offset(), frame.at(), ProtocolJson.read(json, StreamEvent.class), json);
    }

    /// Reads a bare event, as an `exec` agent prints it.
    ///
    /// @throws ProtocolException if the line is not an event
    public static StreamEvent readEvent(byte[] line) throws ProtocolException {
        requireUtf8(line);
        requireObject(line);
        return ProtocolJson.read(line, StreamEvent.class);
    }

    private static void requireObject(byte[] line) throws ProtocolException {
        for (byte b : line) {
            if (b == '{') {
                return;
            }
            if (b != ' ' && b != '\t' && b != '\r') {
                break;
            }
        }
        throw ProtocolException.notJson("not a JSON object", null);
    }

    private static @Nullable Instant instant(String text) throws ProtocolException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProtocolException.wrongType("'at' is not an ISO-8601 time", e);
        }
    }

    private static void requireUtf8(byte[] line) throws ProtocolException {
        for (byte b : line) {
            if (b < 0) {
                try {
                    var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
                } catch (CharacterCodingException e) {
                    throw ProtocolException.notJson("not UTF-8", e);
                }
                return;
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpoolLine(long o, Instant a, StreamEvent e, byte[] json)
                && o == offset
                && a.equals(at)
                && e.equals(event)
                && Arrays.equals(json, eventJson);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return "SpoolLine[" + offset + " " + event.type() + "]";
    }
}
