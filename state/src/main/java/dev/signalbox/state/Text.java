package dev.signalbox.state;

import org.jspecify.annotations.Nullable;

/// An immutable text that grows at its end: a rope of leaves of about a thousand characters.
///
/// Appending copies the last leaf at most, so the cost of a delta does not depend on how long the
/// text is; reading costs the length. Equal texts are equal however they were put together.
public final class Text {
    /// Leaves shorter than this are joined with what follows.
    static final int LEAF_CHARS = 1_024;

    public static final Text EMPTY = new Text(null, "");

    private final @Nullable Text before;
    private final String leaf;
    private final int length;

    private Text(@Nullable Text before, String leaf) {
        this.before = before;
        this.leaf = leaf;
        this.length = (before == null ? 0 : before.length) + leaf.length();
    }

    public static Text of(String text) {
        return EMPTY.plus(text);
    }

    /// This text with more behind it.
    public Text plus(String more) {
        if (more.isEmpty()) {
            return this;
        }
        return leaf.length() < LEAF_CHARS
                ? new Text(before, leaf.concat(more))
                : new Text(this, more);
    }

    /// What stands before the last leaf, shared with the texts that this one grew from.
    @Nullable Text before() {
        return before;
    }

    /// The end of the text, which an append may copy.
    String leaf() {
        return leaf;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// In UTF-16 units.
    public int length() {
        return length;
    }

    /// The whole text.
    @Override
    public String toString() {
        if (before == null) {
            return leaf;
        }
        char[] chars = new char[length];
        int end = length;
        for (Text part = this; part != null; part = part.before) {
            end -= part.leaf.length();
            part.leaf.getChars(0, part.leaf.length(), chars, end);
        }
        return new String(chars);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Text text
                        && text.length == length
                        && text.toString().contentEquals(toString()));
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
