-- Mail that a person put to a visit, and the copies of the draft note that came with replies.
ALTER TABLE mail ADD COLUMN matched_at timestamptz, ADD COLUMN matched_by text;
COMMENT ON COLUMN mail.matched_at IS 'since when it is about its visit by a person''s word';
CREATE INDEX mail_of_none ON mail (kind, lower(coalesce(sender, '')), number) WHERE visit_id IS NULL;

CREATE TABLE mail_copies (
    mail bigint PRIMARY KEY REFERENCES mail,
    name text   NOT NULL,
    body bytea  NOT NULL
);
COMMENT ON TABLE mail_copies IS 'a copy of the draft that somebody edited and sent back; it goes with the words of its message';
