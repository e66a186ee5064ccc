package dev.signalbox.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Requests and frames that are nearly right, or not at all; the same for the same seed.
final class Noise {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "BREW");
    private static final List<String> PATHS =
            List.of(
                    "/api/v1/sessions",
                    "/api/v1/sessions/ID",
                    "/api/v1/sessions/ID/snapshot",
                    "/api/v1/sessions/ID/messages",
                    "/api/v1/sessions/ID/interrupt",
                    "/api/v1/sessions/ID/queue/X",
                    "/api/v1/sessions/ID/permissions",
                    "/api/v1/sessions/ID/permissions/X",
                    "/api/v1/sessions/ID/permissions/grants",
                    "/api/v1/sessions/ID/permissions/grants/X",
                    "/api/v1/sessions/ID/events",
                    "/api/v1/sessions/ID/events/stream",
                    "/api/v1/sessions/ID/logs",
                    "/api/v1/sessions/ID/environment/X",
                    "/api/v1/keys",
                    "/api/v1/keys/X",
                    "/api/v1/me",
                    "/api/v1/tickets",
                    "/api/v1/signin",
                    "/api/v1/signout",
                    "/api/v1/agents",
                    "/api/v1/environments",
                    "/api/v1/ws",
                    "/metrics",
                    "/livez",
                    "/readyz",
                    "/X");
    private static final List<String> PARAMETERS =
            List.of(
                    "after",
                    "limit",
                    "types",
                    "tracks",
                    "order",
                    "minLogLevel",
                    "deltas",
                    "source",
                    "contains",
                    "cursor",
                    "status",
                    "agent",
                    "active",
                    "q",
                    "ticket",
                    "x");
    private static final List<String> FIELDS =
            List.of(
                    "agent",
                    "key",
                    "environment",
                    "options",
                    "name",
                    "metadata",
                    "workspace",
                    "content",
                    "messageId",
                    "mode",
                    "optionId",
                    "message",
                    "answers",
                    "roles",
                    "tenant",
                    "expiresAt",
                    "use",
                    "ticket",
                    "type",
                    "id",
                    "sessionId",
                    "after",
                    "epoch",
                    "batch",
                    "filter",
                    "requestId",
                    "idempotencyKey",
                    "token");
    private static final List<String> VALUES =
            List.of(
                    "0",
                    "-1",
                    "1",
                    "9223372036854775807",
                    "9223372036854775808",
                    "1e999",
                    "-0",
                    "true",
                    "null",
                    "\"\"",
                    "\"fake\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "[]",
                    "{}",
                    "[[]]",
                    "{\"path\":\"/\"}",
                    "{\"env\":{\"A\":1}}",
                    "{\"a\":{\"b\":[1,2,{}]}}",
                    "\"queue\"",
                    "\"full\"",
                    "\"2026-11-23T10:00:00Z\"",
                    "[\"viewer\"]",
                    "{\"minLogLevel\":\"loud\"}",
                    "{\"types\":[null]}",
                    "[{\"type\":\"text\"}]",
                    "[{\"type\":\"text\",\"text\":\"x\"}]",
                    "\"../../etc\"",
                    "1.5",
                    "NaN");
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "x",
                    "%00",
                    "%",
                    "%zz",
                    "%c3%28",
                    "..%2f..",
                    "%2e%2e",
                    "a%20b",
                    "-1",
                    "0",
                    "99999999999999999999",
                    "1001",
                    "%F0%9F%92%A5",
                    "a,b,,",
                    "asc",
                    "desc",
                    "null",
                    "%7B%7D",
                    "error",
                    "conversation",
                    "true",
                    "'%20or%201=1",
                    "{id}",
                    "a;b",
                    "a=b",
                    "%0d%0aX:y",
                    "x".repeat(3_000));
    private static final List<String> TYPES =
            List.of(
                    "auth",
                    "session:join",
                    "session:leave",
                    "session:message",
                    "session:interrupt",
                    "session:permission",
                    "sessions:watch",
                    "sessions:unwatch",
                    "nothing",
                    "");

    private final Random random;
    private String session = "none";
    private boolean isTorn;

    Noise(Random random) {
        this.random = random;
    }

    /// From now on this session is asked about.
    void about(String sessionId) {
        session = sessionId;
    }

    /// Whether the last request was no whole HTTP request, so that none need be answered.
    boolean isTorn() {
        return isTorn;
    }

    byte[] request(int port) {
        isTorn = false;
        var out = new ByteArrayOutputStream();
        String version =
                chance(30) ? pick(List.of("HTTP/1.0", "HTTP/2.0", "HTTP/9", "")) : "HTTP/1.1";
        String head = pick(METHODS) + " " + path() + query() + " " + version + "\r\n";
        if (!chance(40)) {
            head += "Host: 127.0.0.1:" + port + "\r\n";
        }
        head += header("Authorization", "Bearer " + TestServer.TOKEN, 15);
        head += header("Content-Type", "application/json", 6);
        head += chance(4) ? header("Idempotency-Key", text(), 2) : "";
        head +=
                chance(8)
                        ? header(
                                "Last-Event-ID",
                                pick(List.of("1-1", "x", "1-", "-", "1-x", "9-9")),
                                2)
                        : "";
        head += chance(12) ? header("Cookie", "signalbox_" + port + "=" + text(), 2) : "";
        head += chance(12) ? header("Signalbox-Csrf", text(), 2) : "";
        head += chance(12) ? header("Origin", text(), 2) : "";
        head +=
                chance(20)
                        ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        : "";
        head += chance(60) ? text() + "\r\n" : "";
        byte[] body = chance(3) ? new byte[0] : body();
        int length = chance(25) ? body.length + random.nextInt(5) - 2 : body.length;
        isTorn = length != body.length || !version.startsWith("HTTP/1");
        head +=
                chance(40)
                        ? "Transfer-Encoding: chunked\r\n"
                        : "Content-Length: " + length + "\r\n";
        isTorn |= head.contains("chunked");
        out.writeBytes((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return flipped(out.toByteArray(), 12);
    }

    private String header(String name, String usual, int oneIn) {
        if (!chance(oneIn)) {
            return name + ": " + usual + "\r\n";
        }
        return chance(2) ? "" : name + ": " + text() + "\r\n";
    }

    private String path() {
        String path = pick(PATHS);
        return path.replace("ID", chance(4) ? text() : session).replace("X", text());
    }

    private String query() {
        var query = new StringBuilder();
        while (chance(2) && query.length() < 4_000) {
            query.append(query.isEmpty() ? '?' : '&').append(pick(PARAMETERS));
            query.append(chance(8) ? "" : "=" + text());
        }
        return query.toString();
    }

    private String text() {
        return pick(TEXTS);
    }

    private byte[] body() {
        return flipped(object(FIELDS).getBytes(StandardCharsets.UTF_8), 6);
    }

    private String object(List<String> fields) {
        return switch (random.nextInt(14)) {
            case 0 -> pick(VALUES);
            case 1 -> "[".repeat(random.nextInt(2_000)) + "]".repeat(random.nextInt(2_000));
            case 2 -> "{\"a\":".repeat(1 + random.nextInt(900));
            default -> {
                var json = new StringBuilder("{");
                for (int i = random.nextInt(7); i >= 0; i--) {
                    json.append(json.length() > 1 ? "," : "");
                    json.append('"').append(pick(fields)).append("\":").append(pick(VALUES));
                }
                yield json.append('}').toString();
            }
        };
    }

    /// A frame of WebSocket, masked with zeros; mostly of text that is nearly a request.
    byte[] frame() {
        String json = object(FIELDS);
        if (json.length() > 1 && json.startsWith("{") && !chance(6)) {
            String known = chance(3) ? "" : ",\"sessionId\":\"" + session + "\"";
            json =
                    "{\"type\":\""
                            + pick(TYPES)
                            + "\",\"id\":\"1\""
                            + known
                            + (json.length() > 2 ? "," + json.substring(1) : "}");
        }
        byte[] payload = flipped(json.getBytes(StandardCharsets.UTF_8), 10);
        var out = new ByteArrayOutputStream();
        int opcode = chance(40) ? pick(List.of(0, 2, 9, 10)) : 1;
        payload = opcode >= 8 && payload.length > 125 ? new byte[125] : payload;
        out.write((chance(60) ? 0 : 0x80) | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length & 0xff);
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /// Now and then with some bytes that are others.
    private byte[] flipped(byte[] bytes, int oneIn) {
        if (bytes.length == 0 || !chance(oneIn)) {
            return bytes;
        }
        isTorn = true;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
