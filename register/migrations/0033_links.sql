-- Personal links by which people outside answer. Of what stands in the letter, only the SHA-256 is
-- kept here; the letter itself is kept as it was sent.
CREATE TABLE links (
    ref          text        PRIMARY KEY,
    visit_id     text        NOT NULL,
    letter       text        NOT NULL,
    recipient    text        NOT NULL,
    copy_number  int         NOT NULL,
    question     text        NOT NULL,
    hash         bytea       NOT NULL UNIQUE,
    made_at      timestamptz NOT NULL,
    opened_at    timestamptz,
    answered_at  timestamptz,
    withdrawn_at timestamptz,
    withdrawn_by text,
    UNIQUE (letter, question)
);
CREATE INDEX links_of_visit ON links (visit_id);
COMMENT ON COLUMN links.ref IS 'what events and proofs call whoever answers by it';
COMMENT ON COLUMN links.withdrawn_by IS 'who did it; nobody where a later copy of the letter took its place';
COMMENT ON COLUMN links.opened_at IS 'when somebody first said that it is for them';

-- Browsers in which somebody has opened a link. Of what a browser shows, only the SHA-256 is kept.
CREATE TABLE link_sessions (
    hash     bytea       PRIMARY KEY,
    link     text        NOT NULL REFERENCES links,
    began_at timestamptz NOT NULL DEFAULT now(),
    seen_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX link_sessions_of ON link_sessions (link);
