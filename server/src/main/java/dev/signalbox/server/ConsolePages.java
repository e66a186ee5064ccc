package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// The web console: files that module `console` built, below one folder of the class path. Open to
/// everybody, as the sign-in page is: there is nothing in them that is not in every build.
///
/// A build without Node has none of them; then `/` says so.
final class ConsolePages {
    static final String HOME = "/";

    /// The console's own routes. Each is the same page, whose script looks at the address.
    static final List<String> ROUTES =
            List.of("/sessions", "/sessions/{id}", "/sessions/{id}/replay", "/server");

    static final String ASSETS = "/assets/";
    static final String ICON = "/favicon.svg";
    static final String FOLDER = "/dev/signalbox/console";

    /// Images that agents show come as `data:`, or as `blob:` when the page made them.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    /// The name of an asset has a hash of what is in it.
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES =
            Map.of(
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png");

    /// One file of one folder, and nothing that could lead out of it.
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.([a-z]+)");

    private record File(String type, byte[] content, byte[] gzipped) {}

    private final String folder;

    /// Those that were asked for and are there; so there are at most as many as the build has.
    private final Map<String, File> files = new ConcurrentHashMap<>();

    /// @param folder on the class path, with `/` in front
    ConsolePages(String folder) {
        this.folder = folder;
    }

    /// Whether this build has a console.
    boolean isThere() {
        return Resources.isThere(folder + "/index.html");
    }

    void addTo(RoutesConfig routes) {
        if (!isThere()) {
            byte[] page = Resources.read("no-console.html");
            routes.get(HOME, http -> http.contentType(HTML).result(page));
            return;
        }
        routes.get(HOME, this::page);
        ROUTES.forEach(route -> routes.get(route, this::page));
        routes.get(ICON, http -> send(http, file("/favicon.svg"), "no-cache"));
        routes.get(ASSETS + "{file}", this::asset);
    }

    private void page(Context http) {
        http.header("Content-Security-Policy", POLICY);
        send(http, file("/index.html"), "no-cache");
    }

    /// Answers whoever looks for a page that is not there with the console, which says so; nobody
    /// else.
    ///
    /// @return whether it did
    boolean answersMissing(Context http) {
        @Nullable String accepted = http.header("Accept");
        boolean isPage =
                http.method().equals(HandlerType.GET)
                        && !http.path().startsWith("/api/")
                        && accepted != null
                        && accepted.contains("text/html");
        if (!isPage || !isThere()) {
            return false;
        }
        page(http);
        http.status(404);
        return true;
    }

    private void asset(Context http) {
        String name = http.pathParam("file");
        @Nullable File file = NAME.matcher(name).matches() ? file(ASSETS + name) : null;
        send(http, file, FOR_EVER);
    }

    private static void send(Context http, @Nullable File file, String caching) {
        if (file == null) {
            throw new SignalboxException(
                    ErrorCode.NOT_FOUND, "the console has no file " + http.path());
        }
        http.header("Cache-Control", caching);
        http.res().addHeader("Vary", "Accept-Encoding");
        @Nullable String accepted = http.header("Accept-Encoding");
        if (accepted != null && accepted.contains("gzip")) {
            http.header("Content-Encoding", "gzip");
            http.contentType(file.type()).result(file.gzipped());
        } else {
            http.contentType(file.type()).result(file.content());
        }
    }

    /// @param path below the folder
    private @Nullable File file(String path) {
        @Nullable File known = files.get(path);
        if (known != null) {
            return known;
        }
        String extension = path.substring(path.lastIndexOf('.') + 1);
        @Nullable String type = extension.equals("html") ? HTML : TYPES.get(extension);
        if (type == null || !Resources.isThere(folder + path)) {
            return null;
        }
        byte[] content = Resources.read(folder + path);
        var file = new File(type, content, gzipped(content));
        files.put(path, file);
        return file;
    }

    private static byte[] gzipped(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
