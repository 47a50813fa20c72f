-- Documents of which the office has a line of its register only. `bare`: the newest version has no text. `joined`: the
-- document with text that such a line agrees with; it is then shown as part of that one and not by itself. Which one
-- follows from what both hold (corpus/catalogue/joining.py), so that any order of arrival ends alike.

ALTER TABLE documents ADD COLUMN bare INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN joined TEXT;
CREATE INDEX documents_bare ON documents (number_key) WHERE bare;
CREATE INDEX documents_by_joined ON documents (joined) WHERE joined IS NOT NULL;
