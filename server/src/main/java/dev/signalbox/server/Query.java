package dev.signalbox.server;

import dev.signalbox.protocol.DeltaMode;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The query of a URL. A value that is not one of those allowed is `BAD_REQUEST`, naming parameter
/// and value; parameters that nobody asks for do not matter.
final class Query {
    private final UnaryOperator<@Nullable String> parameters;

    /// @param parameters the value of a parameter, null when it is absent
    Query(UnaryOperator<@Nullable String> parameters) {
        this.parameters = parameters;
    }

    @Nullable String text(String name) {
        @Nullable String value = parameters.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /// A cursor: 0 or more.
    @Nullable Long seq(String name) {
        @Nullable String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            long seq = Long.parseLong(value);
            if (seq >= 0) {
                return seq;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a whole number from 0", e);
        }
        throw wrong(name, value, "a whole number from 0", null);
    }

    int limit() {
        @Nullable Long limit = seq("limit");
        if (limit == null) {
            return ProtocolLimits.PAGE_DEFAULT;
        }
        if (limit < 1 || limit > ProtocolLimits.PAGE_MAX) {
            throw wrong("limit", limit.toString(), "1 to " + ProtocolLimits.PAGE_MAX, null);
        }
        return limit.intValue();
    }

    boolean isAscending() {
        @Nullable String order = text("order");
        if (order == null || order.equals("asc")) {
            return true;
        }
        if (order.equals("desc")) {
            return false;
        }
        throw wrong("order", order, "asc or desc", null);
    }

    @Nullable Boolean flag(String name) {
        @Nullable String value = text(name);
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, value, "true or false", null);
        };
    }

    /// A moment, such as `2026-11-23T10:00:00Z`.
    @Nullable Instant time(String name) {
        @Nullable String value = text(name);
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeException e) {
            throw wrong(name, value, "a time such as 2026-11-23T10:00:00Z", e);
        }
    }

    /// A value of an enum by its wire name.
    <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
        @Nullable String value = text(name);
        return value == null ? null : parse(name, value, type);
    }

    /// What `tracks`, `types`, `minLogLevel` and `deltas` let through.
    EventFilter filter() {
        @Nullable Set<String> tracks = list("tracks");
        return new EventFilter(
                tracks == null
                        ? null
                        : tracks.stream()
                                .map(track -> parse("tracks", track, Track.class))
                                .collect(Collectors.toUnmodifiableSet()),
                list("types"),
                oneOf("minLogLevel", EventFilter.MinLogLevel.class),
                oneOf("deltas", DeltaMode.class));
    }

    private @Nullable Set<String> list(String name) {
        @Nullable String value = text(name);
        return value == null
                ? null
                : Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static <E extends Enum<E>> E parse(String name, String value, Class<E> type) {
        try {
            return ProtocolJson.fromTree(ProtocolJson.text(value), type);
        } catch (JacksonException e) {
            String allowed =
                    Arrays.stream(type.getEnumConstants())
                            .map(it -> ProtocolJson.tree(it).asString())
                            .collect(Collectors.joining(", "));
            throw wrong(name, value, "one of " + allowed, e);
        }
    }

    private static SignalboxException wrong(
            String name, String value, String allowed, @Nullable Exception cause) {
        return new SignalboxException(
                ErrorCode.BAD_REQUEST,
                "parameter '" + name + "' is '" + value + "', not " + allowed,
                cause);
    }
}
