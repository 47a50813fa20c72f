-- The catalogue: documents, their versions, where they were found, what people corrected, and the work left to do.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- One counter for all documents, so that one that is removed and comes back is newer than what the index had of it.
INSERT INTO meta (key, value) VALUES ('revision', '0');

-- The first version of the program that knows this schema; each migration updates it, and an older program says so.
INSERT INTO meta (key, value) VALUES ('program', '0.1.0');

-- One row a document. number_key, type, issuer and date repeat the shown (corrected) values: they find likely
-- duplicates and the documents that citations name. `current` is the newest version.
CREATE TABLE documents (
    id          TEXT PRIMARY KEY,
    revision    INTEGER NOT NULL,
    label       TEXT NOT NULL,
    external_id TEXT,
    number_key  TEXT,
    type        TEXT,
    issuer      TEXT,
    date        TEXT,
    current     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_number ON documents (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX documents_by_external_id ON documents (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX documents_by_label ON documents (label);

-- One row a state of the bytes. `original` is the hash of what the store keeps for it: its own, that of the row
-- for a document that came from an export, or null for an older version of such a document (then text is null too).
-- `fields` is what was understood or stated. The text stands last: what stands before it is read without it.
CREATE TABLE versions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    document   TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    sha256     TEXT NOT NULL,
    original   TEXT,
    added      TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    fields     TEXT NOT NULL,
    text       TEXT,
    UNIQUE (document, sha256)
);
CREATE INDEX versions_by_hash ON versions (sha256);
CREATE INDEX versions_by_original ON versions (original);

-- `path` is the absolute real path, null where a document came from an export; `shown` is what people see.
CREATE TABLE sources (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    path     TEXT,
    shown    TEXT NOT NULL,
    added    TEXT NOT NULL
);
CREATE UNIQUE INDEX sources_by_path ON sources (path, document) WHERE path IS NOT NULL;
CREATE INDEX sources_by_document ON sources (document);

-- What people corrected, never changed and never dropped. The newest row of a field wins; `value` is the change
-- to the document's values, `before` and `after` are its text for people.
CREATE TABLE corrections (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    field    TEXT NOT NULL,
    person   TEXT,
    at       TEXT NOT NULL,
    before   TEXT,
    after    TEXT,
    note     TEXT,
    value    TEXT NOT NULL
);
CREATE INDEX corrections_by_document ON corrections (document);

CREATE TABLE names (
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (field, value)
) WITHOUT ROWID;

-- Work for the index, written with the change that causes it. No reference: a removed document has work left too.
CREATE TABLE pending (
    document TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    action   TEXT NOT NULL CHECK (action IN ('put', 'delete'))
) WITHOUT ROWID;

CREATE TABLE failures (
    path       TEXT PRIMARY KEY,
    shown      TEXT NOT NULL,
    sha256     TEXT,
    reason     TEXT NOT NULL,
    message    TEXT NOT NULL,
    tries      INTEGER NOT NULL,
    first_time TEXT NOT NULL,
    last_time  TEXT NOT NULL
) WITHOUT ROWID;

-- Hashes of removed documents, and all that is left of them.
CREATE TABLE removed (
    sha256 TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Originals that no version needs any more; deleted after the next compaction.
CREATE TABLE discarded (
    sha256 TEXT PRIMARY KEY
) WITHOUT ROWID;
