package dev.signalbox.app;

import org.jspecify.annotations.Nullable;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where commands print. UTF-8 whatever the locale is, for so are the documents that we quote.
final class Terminal {
    private static final PrintStream OUT =
            new PrintStream(
                    new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    private Terminal() {}

    /// Standard output; to be flushed when somebody is to see it.
    static PrintStream out() {
        return OUT;
    }

    /// Prints a line, now.
    static void line(String text) {
        OUT.print(text + "\n");
        OUT.flush();
    }

    /// Whether a person is at both ends.
    static boolean isInteractive() {
        var console = console();
        return console != null && console.isTerminal();
    }

    /// The console; null on a JDK that gives none where no person is.
    static @Nullable Console console() {
        return System.console();
    }

    /// Whether colour would be seen and is not unwanted.
    static boolean hasColour() {
        return isInteractive() && System.getenv("NO_COLOR") == null;
    }
}
