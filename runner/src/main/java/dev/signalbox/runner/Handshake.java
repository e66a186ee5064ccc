package dev.signalbox.runner;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;

/// The first line of each side, read and written without data binding: a server waits for the hello,
/// and binding is still being loaded at that moment.
final class Handshake {
    private static final JsonFactory JSON = new JsonFactory();

    private Handshake() {}

    /// Reads an attach.
    ///
    /// @return null for any other line
    static RunnerCommand.@Nullable Attach attach(byte[] line) throws ProtocolException {
        boolean isAttach = false;
        Long after = null;
        Long term = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                var token = parser.nextToken();
                if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                    isAttach = parser.getString().equals("attach");
                } else if (name.equals("after") && token == JsonToken.VALUE_NUMBER_INT) {
                    after = parser.getLongValue();
                } else if (name.equals("term") && token == JsonToken.VALUE_NUMBER_INT) {
                    term = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw ProtocolException.notJson(e.getOriginalMessage(), e);
        }
        return isAttach && after != null && term != null
                ? new RunnerCommand.Attach(after, term)
                : null;
    }

    /// Writes a hello, with its newline.
    static byte[] hello(RunnerReply.Hello hello) {
        var line = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeStringProperty("type", "hello");
            json.writeNumberProperty("protocol", hello.protocol());
            json.writeStringProperty("runnerVersion", hello.runnerVersion());
            json.writeStringProperty("agent", hello.agent());
            if (hello.agentVersion() != null) {
                json.writeStringProperty("agentVersion", hello.agentVersion());
            }
            json.writeNumberProperty("pid", hello.pid());
            if (hello.agentPid() != null) {
                json.writeNumberProperty("agentPid", hello.agentPid());
            }
            json.writeNumberProperty("nextOffset", hello.nextOffset());
            if (hello.activeQueryId() != null) {
                json.writeStringProperty("activeQueryId", hello.activeQueryId());
            }
            if (hello.pendingPermissions() != null) {
                json.writeArrayPropertyStart("pendingPermissions");
                hello.pendingPermissions().forEach(json::writeString);
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }
}
