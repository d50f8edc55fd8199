-- The tag in each letter's own envelope sender, by which a report of a mail server is known to be
-- about that letter. Made of the letter's key with a key of its own: nobody else can work it out.
CREATE TABLE letter_tags (
    letter  text        PRIMARY KEY,
    tag     text        NOT NULL UNIQUE,
    key     bytea       NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);

-- Mail that came in. What it says, and from whom, is erased some time after it was read; the message
-- itself lies in its mailbox, where nothing is deleted.
CREATE TABLE mail (
    number     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place      text        NOT NULL UNIQUE,
    kind       text        NOT NULL,
    read_at    timestamptz NOT NULL,
    visit_id   text,
    letter     text,
    recipient  text,
    status     text,
    sender     text,
    subject    text,
    words      text,
    settled_at timestamptz,
    outcome    text,
    sentence   text,
    seen_at    timestamptz,
    seen_by    text
);
CREATE INDEX mail_of_visit ON mail (visit_id, number);
CREATE INDEX mail_unsettled ON mail (number) WHERE settled_at IS NULL;
CREATE INDEX mail_unseen ON mail (number) WHERE seen_at IS NULL;
COMMENT ON COLUMN mail.place IS 'where it lay: the mailbox and its name there, which is never given again';
COMMENT ON COLUMN mail.status IS 'an enhanced status code of a server''s (RFC 3463)';
COMMENT ON COLUMN mail.settled_at IS 'since when nothing is left to follow from it';
COMMENT ON COLUMN mail.words IS 'the beginning of its text; null once it is erased, like sender and subject';

-- Whether people come, as their calendars answered: the latest word of each on each day.
CREATE TABLE calendar_answers (
    visit_id    text        NOT NULL,
    recipient   text        NOT NULL,
    day         text        NOT NULL DEFAULT '',
    reply       text        NOT NULL,
    sequence    integer     NOT NULL,
    answered_at timestamptz NOT NULL,
    mail        bigint      NOT NULL REFERENCES mail,
    PRIMARY KEY (visit_id, recipient, day)
);
COMMENT ON COLUMN calendar_answers.day IS 'the one day that it is about; empty for the whole entry';
COMMENT ON COLUMN calendar_answers.sequence IS 'of the entry that they saw: a later one asks anew';

-- Answers name a letter by its Message-ID, which has dots where its key has slashes.
CREATE INDEX letters_by_message_id ON letters (replace(key, '/', '.'));
