package dev.signalbox.server;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// What the HTTP layer refuses by itself (a torn request line, headers without end), as problems.
final class TransportErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        Gate.setHeaders(response.getHeaders());
        Gate.write(response, callback, Problems.problem(status, null, null));
        return true;
    }
}
