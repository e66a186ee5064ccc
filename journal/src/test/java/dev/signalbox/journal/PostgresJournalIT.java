package dev.signalbox.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.nio.file.Path;

final class PostgresJournalIT extends JournalContract {
    private static EmbeddedPostgres server;
    private static Journal journal;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        journal = open();
    }

    @AfterAll
    static void stop() throws Exception {
        journal.close();
        server.close();
    }

    private static Journal open() throws JournalException {
        return Journals.open(server.getJdbcUrl("postgres", "postgres"), Path.of("."));
    }

    @Override
    Journal journal() {
        return journal;
    }
}
