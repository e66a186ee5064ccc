package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How a page is understood.
class DocumentTest {
    private static final Document PAGE =
            Document.parse(
                    "docs/a.md",
                    """
                    # One `word` & more
                    See [there](b.md#part-two) and [that](https://example.org/x), not `[x](y.md)`.
                    ```sh
                    ./signalbox serve --port 0 &   # a server
                    TOKEN=$(cat x) && signalbox ls | head
                    echo signalbox rm
                    ```
                    ```json
                    ./signalbox nothing
                    ```
                    ## Part two
                    """);

    @Test
    void linksOutsideCodeAreFound() {
        assertThat(PAGE.relativeLinks()).containsExactly("b.md#part-two");
    }

    @Test
    void headingsAreAnchors() {
        assertThat(PAGE.anchors()).containsExactly("one-word--more", "part-two");
    }

    @Test
    void commandsOfShellBlocksAreFound() {
        assertThat(PAGE.commands()).containsExactly("serve --port 0 &", "ls");
    }

    @Test
    void codeIsNoProse() {
        assertThat(PAGE.prose()).noneMatch(line -> line.contains("word` &"));
        assertThat(PAGE.prose()).anyMatch(line -> line.contains("and [that]"));
    }
}
