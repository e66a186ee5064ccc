package dev.signalbox.app.config;

import java.util.regex.Pattern;

/// Takes passwords out of what people are shown.
final class Secrets {
    static final String MASK = "***";

    private static final Pattern IN_QUERY =
            Pattern.compile("([?&;](?:[a-zA-Z]*password|sslpassword|token)=)[^&;]*");
    private static final Pattern IN_AUTHORITY = Pattern.compile("(://[^/?#:@]*:)[^/?#]*@");

    private Secrets() {}

    /// A URL without the passwords in it; other texts as they are.
    static String masked(String text) {
        var query = IN_QUERY.matcher(text).replaceAll("$1" + MASK);
        return IN_AUTHORITY.matcher(query).replaceAll("$1" + MASK + "@");
    }
}
