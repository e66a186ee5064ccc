-- Sessions and their events. Times are milliseconds since the epoch; event.lane is numbered in Lane.java.

CREATE TABLE meta (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- The number of this journal's history; raise it when the database is restored from elsewhere.
INSERT INTO meta (name, value) VALUES ('epoch', 1);

CREATE TABLE session (
    num                BIGINT   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                 TEXT     COLLATE "C" NOT NULL UNIQUE,
    tenant             TEXT     NOT NULL,
    key                TEXT,
    agent              TEXT     NOT NULL,
    environment        TEXT     NOT NULL,
    name               TEXT,
    name_search        TEXT,
    options            TEXT     NOT NULL,
    metadata           TEXT     NOT NULL,
    created_by         TEXT     NOT NULL,
    created_at         BIGINT   NOT NULL,
    updated_at         BIGINT   NOT NULL,
    last_activity      BIGINT   NOT NULL,
    head_seq           BIGINT   NOT NULL,
    term               BIGINT   NOT NULL DEFAULT 0,
    holder             TEXT,
    runner_offset      BIGINT   NOT NULL DEFAULT 0,
    runtime            TEXT     NOT NULL,
    usage              TEXT     NOT NULL,
    environment_status TEXT,
    active             SMALLINT NOT NULL DEFAULT 0,
    workspace          TEXT,
    workspace_in_place SMALLINT NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX session_by_key ON session (tenant, key);
CREATE INDEX session_by_activity ON session (last_activity, id);
CREATE INDEX session_by_tenant ON session (tenant, last_activity, id);

CREATE TABLE event (
    session  BIGINT   NOT NULL,
    seq      BIGINT   NOT NULL,
    lane     SMALLINT NOT NULL,
    at       BIGINT   NOT NULL,
    type     TEXT     NOT NULL,
    source   TEXT,
    query_id TEXT,
    json     BYTEA    NOT NULL,
    PRIMARY KEY (session, seq)
);

-- A read of one lane does not wade through a flood in another.
CREATE INDEX event_by_lane ON event (session, lane, seq);

-- What a probe writes and takes away again.
CREATE TABLE probe (
    id   BIGINT NOT NULL PRIMARY KEY,
    data BYTEA  NOT NULL
);
