-- How bodies and types are spelled, for each access label apart: a spelling that only hidden documents have is not shown.
-- `said` is the revision at which a person spelled it so, else 0: a person's spelling goes before those that were read.
-- What the documents have is filled in by the same transaction.

DROP TABLE names;
CREATE TABLE names (
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL,
    name  TEXT NOT NULL,
    said  INTEGER NOT NULL,
    PRIMARY KEY (field, value, label)
) WITHOUT ROWID;
