package dev.signalbox.server;

/// What can be done over REST and over a WebSocket, as the audit log says it.
final class Deeds {
    static final String SEND = "message.send";
    static final String INTERRUPT = "query.interrupt";
    static final String ANSWER = "permission.answer";

    private Deeds() {}
}
