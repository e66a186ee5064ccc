package dev.signalbox.app;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.Trust;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a client command finds its server.
final class ServerOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server (default: SIGNALBOX_URL, else the data directory's).")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "A bearer token (default: SIGNALBOX_TOKEN, else the data directory's)."
                            + " Others can see it in the list of processes: prefer the variable.")
    private @Nullable String token;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The server's data directory (default: SIGNALBOX_DATA, else ~/.signalbox).")
    private @Nullable Path data;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Whom to trust at an https URL, in PEM: the server's certificate, or that of who"
                            + " issued it (default: SIGNALBOX_CA, else whom the JDK trusts).")
    private @Nullable String authorities;

    @Option(names = "--json", description = "Print JSON: REST's bodies, streams one object a line.")
    private boolean json;

    boolean json() {
        return json;
    }

    DataDirectory data() {
        return DataDirectory.of(data);
    }

    /// Whether a server is named, or was announced in the data directory: one to connect to.
    boolean isKnown() {
        return isNamed() || data().server() != null;
    }

    /// Whether somebody said which server is meant.
    boolean isNamed() {
        return said(url, "SIGNALBOX_URL") != null;
    }

    /// @throws SignalboxException `SERVER_NOT_FOUND`, `BAD_REQUEST`, with what to do
    SignalboxClient connect() {
        var directory = data();
        var address = said(url, "SIGNALBOX_URL");
        var secret = said(token, "SIGNALBOX_TOKEN");
        var pem = said(authorities, "SIGNALBOX_CA");
        @Nullable Trust trust = pem == null ? null : Trust.authorities(Path.of(pem));
        if (address == null) {
            var server = directory.server();
            if (server == null) {
                throw new SignalboxException(
                        ErrorCode.SERVER_NOT_FOUND,
                        "no server runs in "
                                + directory.path()
                                + ": start one with 'signalbox serve', or name one with --url");
            }
            address = server.path("url").asString();
            trust = trust == null ? trust(server) : trust;
        }
        if (secret == null) {
            secret = read(directory.token());
        }
        try {
            return new SignalboxClient(URI.create(address), secret, trust);
        } catch (IllegalArgumentException e) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "'" + address + "' is no URL of a server, such as http://127.0.0.1:7717",
                    e);
        }
    }

    /// A server on this machine says which file has its certificate: that one is trusted, whatever
    /// names are in it.
    static @Nullable Trust trust(ObjectNode announced) {
        String file = announced.path("certificate").asString("");
        return file.isEmpty() ? null : Trust.exactly(Path.of(file));
    }

    private static @Nullable String said(@Nullable String flag, String variable) {
        var text = flag == null ? System.getenv(variable) : flag;
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.UNAUTHENTICATED,
                    "no token: "
                            + file
                            + " cannot be read; give one with SIGNALBOX_TOKEN or --token",
                    e);
        }
    }
}
