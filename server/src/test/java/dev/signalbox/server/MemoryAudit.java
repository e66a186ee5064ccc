package dev.signalbox.server;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.Page;
import dev.signalbox.server.audit.AuditLog;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An audit log that is forgotten with its server.
final class MemoryAudit implements AuditLog {
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    volatile @Nullable String trouble;

    List<AuditEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void write(AuditEntry entry) {
        entries.add(entry);
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public Page<AuditEntry> list(Query query) {
        return new Page<>(
                entries.reversed().stream()
                        .filter(it -> query.tenant() == null || query.tenant().equals(it.tenant()))
                        .limit(query.limit())
                        .toList(),
                null);
    }
}
