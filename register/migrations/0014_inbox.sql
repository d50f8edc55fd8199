-- Decisions and openings that were brought while Temporal was away, in the order in which they came:
-- each is delivered once, by whoever is first when it is back. No names and no words are in here.
CREATE TABLE inbox (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject     text NOT NULL,
    update_id   text NOT NULL,
    name        text NOT NULL,
    actor       text NOT NULL,
    body        json NOT NULL,
    brought_at  timestamptz NOT NULL DEFAULT now(),
    settled_at  timestamptz,
    refusal     text,
    sentence    text,
    seen_at     timestamptz,
    UNIQUE (subject, update_id, name)
);
COMMENT ON COLUMN inbox.subject IS 'the visit, or what lives beside one';
COMMENT ON COLUMN inbox.name IS 'of the update, or start';
COMMENT ON COLUMN inbox.body IS 'the message as Temporal is told it';
COMMENT ON COLUMN inbox.refusal IS 'why it was refused at delivery, as a code; null is taken';
CREATE INDEX inbox_waiting ON inbox (subject, position) WHERE settled_at IS NULL;
