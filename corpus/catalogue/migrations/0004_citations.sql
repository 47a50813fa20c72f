-- What each document's newest version cites, by the keys under which the cited ones are looked up: for "cited by", and for
-- what a later document says of an earlier one's validity. Follows from the fields and the text, as signatures do; what is
-- here already is filled in by the same transaction. Which document is meant is decided when asked, for one reader.

CREATE TABLE citations (
    document   TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    relation   TEXT NOT NULL,
    number_key TEXT NOT NULL,
    date       TEXT,
    type       TEXT,
    issuer     TEXT,
    by_title   INTEGER NOT NULL,
    effect     TEXT,
    since      TEXT,
    sentence   TEXT,
    PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
CREATE INDEX citations_by_number ON citations (number_key);
CREATE INDEX citations_by_effect ON citations (number_key) WHERE effect IS NOT NULL;
