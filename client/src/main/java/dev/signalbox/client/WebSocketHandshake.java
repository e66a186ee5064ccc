package dev.signalbox.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Turns a connection to a server into a WebSocket (RFC 6455, section 4.1).
final class WebSocketHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int HEAD_BYTES_MAX = 32 * 1024;
    private static final int PROBLEM_BYTES_MAX = 64 * 1024;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebSocketHandshake() {}

    /// Connects, by TLS where the address says so.
    ///
    /// @param tls decides whom to trust
    static Socket connect(URI address, SSLContext tls, Duration timeout) throws IOException {
        boolean isSecure = address.getScheme().equals("wss");
        int port = address.getPort() >= 0 ? address.getPort() : isSecure ? 443 : 80;
        var socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(address.getHost(), port), (int) timeout.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            return isSecure ? secured(socket, tls, address.getHost(), port) : socket;
        } catch (IOException e) {
            socket.close();
            throw e instanceof SocketTimeoutException ? timedOut(e) : e;
        }
    }

    private static Socket secured(Socket plain, SSLContext tls, String host, int port)
            throws IOException {
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /// Asks for the upgrade and reads the answer's head.
    ///
    /// @param in of the socket; what the server sends after the head is left in it
    /// @throws dev.signalbox.protocol.SignalboxException if the answer is no
    static void upgrade(Socket socket, InputStream in, URI address, String authorization)
            throws IOException {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String request =
                "GET "
                        + address.getRawPath()
                        + " HTTP/1.1\r\n"
                        + "Host: "
                        + address.getRawAuthority()
                        + "\r\n"
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + key
                        + "\r\n"
                        + "Sec-WebSocket-Protocol: signalbox.v1\r\n"
                        + "Authorization: "
                        + authorization
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        try {
            String status = line(in);
            var headers = headers(in);
            check(status, headers, in, key);
        } catch (SocketTimeoutException e) {
            throw timedOut(e);
        }
    }

    private static void check(
            String statusLine, Map<String, String> headers, InputStream in, String key)
            throws IOException {
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IOException("the answer is not HTTP");
        }
        int status = Integer.parseInt(words[1]);
        if (status != 101) {
            String length = headers.getOrDefault("content-length", "0");
            int bytes = length.matches("\\d{1,5}") ? Integer.parseInt(length) : 0;
            throw Problems.of(
                    status,
                    in.readNBytes(Math.min(bytes, PROBLEM_BYTES_MAX)),
                    "the WebSocket's upgrade");
        }
        if (!accepted(key).equals(headers.get("sec-websocket-accept"))) {
            throw new IOException("the answer to the upgrade is not that of a WebSocket");
        }
    }

    private static String accepted(String key) {
        try {
            byte[] salted = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(salted));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        int bytes = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            bytes += line.length();
            if (bytes > HEAD_BYTES_MAX) {
                throw new IOException("the answer's head has no end");
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > HEAD_BYTES_MAX) {
                throw new IOException("the answer to the upgrade broke off");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static HttpTimeoutException timedOut(IOException cause) {
        var timedOut = new HttpTimeoutException("no answer in time");
        timedOut.initCause(cause);
        return timedOut;
    }
}
