package dev.signalbox.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Requests and frames that are nearly right, or not at all; the same for the same seed.
final class Noise {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "BREW");
    private static final List<String> ROUTES =
            List.of(
                    "POST /api/v1/sessions",
                    "GET /api/v1/sessions",
                    "GET /api/v1/sessions/ID",
                    "PATCH /api/v1/sessions/ID",
                    "DELETE /api/v1/sessions/ID",
                    "GET /api/v1/sessions/ID/snapshot",
                    "POST /api/v1/sessions/ID/messages",
                    "POST /api/v1/sessions/ID/messages",
                    "POST /api/v1/sessions/ID/interrupt",
                    "DELETE /api/v1/sessions/ID/queue/X",
                    "GET /api/v1/sessions/ID/permissions",
                    "POST /api/v1/sessions/ID/permissions/X",
                    "GET /api/v1/sessions/ID/permissions/grants",
                    "DELETE /api/v1/sessions/ID/permissions/grants/X",
                    "GET /api/v1/sessions/ID/events",
                    "GET /api/v1/sessions/ID/events",
                    "GET /api/v1/sessions/ID/events/stream",
                    "GET /api/v1/sessions/ID/logs",
                    "POST /api/v1/sessions/ID/environment/X",
                    "GET /api/v1/keys",
                    "POST /api/v1/keys",
                    "DELETE /api/v1/keys/X",
                    "GET /api/v1/me",
                    "POST /api/v1/tickets",
                    "POST /api/v1/signin",
                    "POST /api/v1/signout",
                    "GET /api/v1/agents",
                    "GET /api/v1/environments",
                    "GET /api/v1/ws",
                    "GET /metrics",
                    "GET /livez",
                    "GET /readyz",
                    "GET /signin",
                    "GET /X");
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
        String route = route();
        String head = route + query() + " " + version + "\r\n";
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

    /// Method and path.
    private String route() {
        String route = pick(ROUTES);
        String path = route.substring(route.indexOf(' '));
        String method = chance(10) ? pick(METHODS) : route.substring(0, route.indexOf(' '));
        return method + path.replace("ID", chance(8) ? text() : session).replace("X", text());
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

    /// A frame of text that is nearly a request: one that is answered, and ends no connection.
    byte[] frame() {
        return frame(1, nearly(TYPES).getBytes(StandardCharsets.UTF_8));
    }

    /// A frame that a connection need not outlive.
    byte[] lastFrame() {
        String json =
                switch (random.nextInt(3)) {
                    case 0 -> object(FIELDS);
                    case 1 -> nearly(List.of("auth", ""));
                    default -> nearly(TYPES);
                };
        byte[] payload = flipped(json.getBytes(StandardCharsets.UTF_8), 2);
        int opcode = chance(3) ? pick(List.of(0, 2, 3, 8, 9, 10, 15)) : 1;
        return frame(opcode, opcode >= 8 && payload.length > 125 ? new byte[125] : payload);
    }

    private String nearly(List<String> types) {
        var json = new StringBuilder("{\"type\":\"" + pick(types) + "\",\"id\":\"1\"");
        Set<String> said = new HashSet<>(Set.of("type", "id"));
        if (!chance(4)) {
            json.append(",\"sessionId\":\"").append(session).append('"');
            said.add("sessionId");
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            String field = pick(FIELDS);
            if (said.add(field)) {
                json.append(",\"").append(field).append("\":").append(json(pick(VALUES)));
            }
        }
        return json.append('}').toString();
    }

    private static String json(String value) {
        return value.equals("NaN") ? "null" : value;
    }

    /// Masked with zeros.
    private byte[] frame(int opcode, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write((opcode != 1 && chance(4) ? 0 : 0x80) | opcode);
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
