package dev.signalbox.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Files that are part of the build.
final class Resources {
    private Resources() {}

    /// Whether the build has one.
    ///
    /// @param name as for [#read]
    static boolean isThere(String name) {
        return Resources.class.getResource(name) != null;
    }

    /// The whole of one.
    ///
    /// @param name from the root of the class path with `/`, else beside this class
    static byte[] read(String name) {
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
