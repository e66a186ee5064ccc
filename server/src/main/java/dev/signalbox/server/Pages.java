package dev.signalbox.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/// The page that signs a browser in. Its script and style are files of their own, as the content
/// policy demands.
final class Pages {
    static final String SIGN_IN = "/signin";

    private Pages() {}

    static void add(RoutesConfig routes) {
        routes.get(SIGN_IN, page("signin.html", "text/html; charset=utf-8"));
        routes.get("/signin.js", page("signin.js", "text/javascript; charset=utf-8"));
        routes.get("/signin.css", page("signin.css", "text/css; charset=utf-8"));
    }

    private static Handler page(String name, String type) {
        byte[] content = Resources.read(name);
        return (Context http) -> http.contentType(type).result(content);
    }
}
