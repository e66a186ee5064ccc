package dev.signalbox.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// One thing that `signalbox doctor` looked at.
///
/// @param about what, in a word
/// @param found how it is
/// @param todo what a person may do; null when nothing is to be done
@JsonInclude(JsonInclude.Include.NON_NULL)
record Check(String about, Status status, String found, @Nullable String todo) {
    enum Status {
        OK("ok"),
        /// Nothing that keeps Signalbox from working; somebody may miss it.
        NOTE("--"),
        BROKEN("!!");

        private final String mark;

        Status(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Check ok(String about, String found) {
        return new Check(about, Status.OK, found, null);
    }

    static Check note(String about, String found, @Nullable String todo) {
        return new Check(about, Status.NOTE, found, todo);
    }

    static Check broken(String about, String found, @Nullable String todo) {
        return new Check(about, Status.BROKEN, found, todo);
    }

    boolean isBroken() {
        return status == Status.BROKEN;
    }
}
