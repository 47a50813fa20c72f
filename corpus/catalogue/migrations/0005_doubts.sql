-- Fields of documents that a person should look at (corpus/doubting.py). They follow from the newest version and the
-- corrections, and are written in the transaction that changes either. `tier`, `worst`: where the document stands in the list;
-- `place`: the field's among those of its document. Label, type and issuer repeat those of the document, so that a reader's
-- list and its counts come from one index. What is here already is filled in by the same transaction.

CREATE TABLE doubts (
    document   TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    field      TEXT NOT NULL,
    confidence REAL NOT NULL,
    tier       INTEGER NOT NULL,
    worst      REAL NOT NULL,
    place      INTEGER NOT NULL,
    label      TEXT NOT NULL,
    type       TEXT,
    issuer     TEXT,
    PRIMARY KEY (document, field)
) WITHOUT ROWID;
CREATE INDEX doubts_in_order ON doubts (tier, worst, document, place, field, label, type, issuer);
CREATE INDEX doubts_counted ON doubts (field, label, type, issuer);
