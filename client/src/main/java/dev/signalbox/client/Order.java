package dev.signalbox.client;

/// The order of a page of events or logs.
public enum Order {
    ASC("asc"),
    DESC("desc");

    private final String wireName;

    Order(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
