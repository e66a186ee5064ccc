package dev.signalbox.client;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/// The part of an address after the question mark; absent values are left out.
final class QueryString {
    private final StringBuilder text = new StringBuilder();

    QueryString with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=');
            text.append(encode(value.toString()));
        }
        return this;
    }

    /// Several values of one parameter, with commas between them.
    QueryString with(String name, @Nullable Collection<?> values) {
        return values == null
                ? this
                : with(
                        name,
                        (Object)
                                values.stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .collect(Collectors.joining(",")));
    }

    /// One segment of a path, or one value.
    static String encode(String raw) {
        return URLEncoder.encode(raw, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
