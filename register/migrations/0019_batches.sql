-- One decision that is brought to many visits, so that it can be stopped and gone on with: which
-- visits, and what became of it in each. The form, whose reason is in people's words, is kept until
-- the last of them has been decided.
CREATE TABLE batches (
    batch       text        PRIMARY KEY,
    decision    text        NOT NULL,
    form        json,
    actor       text        NOT NULL,
    begun_at    timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz
);
COMMENT ON COLUMN batches.decision IS 'what filling in the form is called';
CREATE TABLE batch_visits (
    batch       text        NOT NULL REFERENCES batches,
    place       integer     NOT NULL,
    visit_id    text        NOT NULL,
    sequence    bigint,
    refusal     text,
    sentence    text,
    settled_at  timestamptz,
    PRIMARY KEY (batch, visit_id)
);
COMMENT ON COLUMN batch_visits.sequence IS 'the last event that followed, once it is recorded';
COMMENT ON COLUMN batch_visits.refusal IS 'why it was refused, as a code; null is recorded, or open';
