-- Signatures of the newest versions' texts, by which near-identical ones find each other (corpus/likeness.py).
-- A text too short to be compared has no row. What is here already is filled in by the same transaction.

CREATE TABLE signatures (
    document  TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    signature BLOB NOT NULL
) WITHOUT ROWID;

-- The groups of each signature. They follow from it, so that they are dropped by key: no second index.
CREATE TABLE bands (
    key      INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (key, document)
) WITHOUT ROWID;
