-- Which decision an id was given to, when it was first taken in: so that an id that is used again for
-- another decision is refused, and not answered with what came of the first. The digest is keyed;
-- without the key it says nothing of the words.
CREATE TABLE brought (
    subject    text        NOT NULL,
    update_id  text        NOT NULL,
    form       text        NOT NULL,
    key        bytea       NOT NULL,
    digest     text        NOT NULL,
    brought_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, update_id)
);
