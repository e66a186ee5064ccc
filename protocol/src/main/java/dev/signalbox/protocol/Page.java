package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A page of a list.
///
/// @param next what to ask for the page after this one with: an opaque string for `cursor`, and for
///   events and logs the integer for `after`; null at the end
public record Page<T>(
        List<T> items, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Object next) {
    public Page {
        items = Require.list(items, "items");
    }
}
