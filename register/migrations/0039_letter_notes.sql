-- Notes of a coordinator's own that go with letters, and the letters that each stands in. Their words
-- are content like all others.
CREATE TABLE letter_notes (
    visit_id   text        NOT NULL,
    number     integer     NOT NULL CHECK (number >= 1),
    kind       text        NOT NULL,
    recipient  text,
    content    text        NOT NULL,
    added_at   timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (visit_id, number)
);
COMMENT ON COLUMN letter_notes.kind IS 'of the letters that it goes with';
COMMENT ON COLUMN letter_notes.recipient IS 'only with theirs; null for everybody who has such a letter';
COMMENT ON COLUMN letter_notes.content IS 'the reference to its words';

CREATE TABLE letters_with_notes (
    letter   text    NOT NULL REFERENCES letters (key),
    visit_id text    NOT NULL,
    number   integer NOT NULL,
    PRIMARY KEY (letter, number),
    FOREIGN KEY (visit_id, number) REFERENCES letter_notes
);
CREATE INDEX letters_with_notes_of_visit ON letters_with_notes (visit_id, number);
