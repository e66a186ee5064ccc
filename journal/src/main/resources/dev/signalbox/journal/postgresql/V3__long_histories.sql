-- Long histories: how far each session is compacted, what it adds up to, and what it is found by.

-- Compaction has looked at the events up to compacted_to; it begins again behind compacted_from.
ALTER TABLE session ADD COLUMN compacted_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN compacted_to BIGINT NOT NULL DEFAULT 0;

-- In lower case: the values of the metadata, and the beginning of what people said.
ALTER TABLE session ADD COLUMN metadata_search TEXT;
ALTER TABLE session ADD COLUMN said_search TEXT;
UPDATE session SET metadata_search = lower(metadata);

-- What the events up to seq add up to: saves folding them again. May be deleted at any time.
CREATE TABLE checkpoint (
    session BIGINT  NOT NULL PRIMARY KEY,
    seq     BIGINT  NOT NULL,
    format  INTEGER NOT NULL,
    data    BYTEA   NOT NULL
);
