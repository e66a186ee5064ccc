package dev.signalbox.app.config;

/// What people are told of a key.
///
/// @param when another value is in force
/// @param about what it is for, in Markdown
record KeyText(String key, When when, String about) {
    /// When another value is in force.
    enum When {
        /// After a reload, at once.
        RELOAD("reload"),

        /// After a reload, for execution environments that start from then on.
        NEXT_START("reload, next start"),

        /// When the server is started anew.
        RESTART("restart");

        private final String words;

        When(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
