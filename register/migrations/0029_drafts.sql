-- Forms that somebody has begun to fill in: only that person is shown them, nobody is told of them,
-- and each is gone once it is decided, or a month after it was last changed.
CREATE TABLE drafts (
    actor       text        NOT NULL,
    subject     text        NOT NULL,
    form        text        NOT NULL,
    update_id   text        NOT NULL,
    begun_after bigint      NOT NULL,
    typed       json        NOT NULL,
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (actor, subject, form)
);
CREATE INDEX drafts_by_age ON drafts (changed_at);
COMMENT ON COLUMN drafts.form IS 'what filling in the form is called';
COMMENT ON COLUMN drafts.begun_after IS 'the last position of the log about the subject, as it was begun';
