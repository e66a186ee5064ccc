package dev.signalbox.testkit;

/// The ways in which [MalformedLines] spoils a line.
public enum Malformation {
    /// Bytes that are no UTF-8, in the middle of a text.
    BROKEN_UTF8,
    /// A line over the limit. Large, so that it comes only when it is asked for.
    OVERLONG,
    /// Ten thousand levels of objects or lists.
    DEEP_NESTING,
    /// A field of another type than it should have.
    WRONG_TYPE,
    /// A field twice, with two values.
    DUPLICATE_KEY,
    MISSING_FIELD,
    /// A `type` that nobody knows.
    UNKNOWN_TYPE,
    /// Numbers that fit into nothing: `1e999`, thirty digits, `NaN`.
    HUGE_NUMBER,
    /// Half of a pair of UTF-16, escaped as JSON allows.
    LONE_SURROGATE,
    /// A NUL byte, or the escape of one.
    NUL,
    /// Carriage returns before the end of the line and inside of it.
    CARRIAGE_RETURN,
    /// A whole JSON value and something after it.
    TRAILING_GARBAGE,
    /// JSON that is no object, or no JSON at all.
    NO_OBJECT,
    /// An event that may not stand where it stands.
    BLOCK_LAW,
    /// Ids of other sessions, queries, blocks and requests.
    FOREIGN_ID,
    /// A line that ends too early.
    TORN,
    /// A good line with bytes changed, taken out and put in.
    MUTATED
}
