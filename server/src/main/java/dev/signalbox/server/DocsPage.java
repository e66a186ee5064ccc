package dev.signalbox.server;

import io.javalin.config.RoutesConfig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// `/docs`: `openapi.yaml` as a page to read, and to try requests in. Open to everybody, and calls
/// nobody but the server it came from.
///
/// What draws it is Swagger UI; two of its files are handed out, and no others.
final class DocsPage {
    static final String PATH = "/docs";

    private static final String LIBRARY = "swagger-ui";

    /// The library sets styles on elements and draws its icons from `data:` addresses.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private record Asset(String type, byte[] content) {}

    private DocsPage() {}

    static void addTo(RoutesConfig routes) {
        String library = library();
        Map<String, Asset> assets = new TreeMap<>();
        assets.put("", new Asset(HTML, Resources.read("docs/index.html")));
        assets.put("/docs.css", new Asset(CSS, Resources.read("docs/docs.css")));
        assets.put("/docs.js", new Asset(SCRIPT, Resources.read("docs/docs.js")));
        assets.put("/swagger-ui.css", new Asset(CSS, Resources.read(library + ".css")));
        assets.put(
                "/swagger-ui-bundle.js", new Asset(SCRIPT, Resources.read(library + "-bundle.js")));
        assets.forEach((name, asset) ->
                routes.get(
                        PATH + name,
                        http -> {
                            http.header("Content-Security-Policy", POLICY);
                            http.header("Cache-Control", "no-cache");
                            http.contentType(asset.type()).result(asset.content());
                        }));
    }

    /// Where the library's files are: their folder has its version for a name.
    private static String library() {
        var about = new Properties();
        try {
            about.load(
                    new ByteArrayInputStream(
                            Resources.read(
                                    "/META-INF/maven/org.webjars/" + LIBRARY + "/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of " + LIBRARY, e);
        }
        String version = about.getProperty("version");
        return "/META-INF/resources/webjars/" + LIBRARY + "/" + version + "/" + LIBRARY;
    }
}
