-- The register of visits: one log of events, what is read off it, and the content that
-- Temporal must never see.

-- The event log. `id`, `aggregatetype`, `aggregateid`, `type` and `payload` are named as change
-- data capture tools expect them. `payload` is json, not jsonb: its bytes are what was recorded.
CREATE TABLE events (
    position      bigint PRIMARY KEY CHECK (position > 0),
    id            text NOT NULL UNIQUE,
    aggregatetype text NOT NULL,
    aggregateid   text NOT NULL,
    sequence      integer NOT NULL CHECK (sequence > 0),
    type          text NOT NULL,
    programme     text NOT NULL,
    occurred_at   timestamptz NOT NULL,
    payload       json NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (aggregateid, sequence)
);
COMMENT ON COLUMN events.position IS 'contiguous and in commit order, over all visits';
COMMENT ON COLUMN events.sequence IS 'contiguous within one visit';

-- The read model: one row a visit, written in the transaction of its events.
CREATE TABLE visits (
    visit_id    text PRIMARY KEY,
    programme   text NOT NULL,
    area        text NOT NULL,
    region      text NOT NULL,
    stage       text NOT NULL,
    outcome     text,
    next_action text NOT NULL,
    owner       text NOT NULL,
    due         timestamptz,
    tasks       integer NOT NULL,
    sequence    integer NOT NULL,
    opened_at   timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    state       jsonb NOT NULL
);
CREATE INDEX visits_by_stage ON visits (stage, due);

-- Content behind a reference: contacts, reasons, texts. Personal; never leaves by an event.
CREATE TABLE content (
    visit_id   text NOT NULL,
    kind       text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    digest     text NOT NULL,
    body       jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (visit_id, kind, version)
);

-- Names and addresses behind a person's reference.
CREATE TABLE people (
    visit_id     text NOT NULL,
    ref          text NOT NULL,
    role         text NOT NULL,
    name         text NOT NULL CHECK (name <> ''),
    email        text NOT NULL CHECK (email LIKE '%_@_%'),
    organisation text NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (visit_id, ref)
);

-- Letters by business key: one row is one letter, whatever is retried.
CREATE TABLE letters (
    key         text PRIMARY KEY,
    visit_id    text NOT NULL,
    kind        text NOT NULL,
    round       integer NOT NULL CHECK (round > 0),
    recipient   text NOT NULL,
    sequence    integer NOT NULL,
    ordinal     integer NOT NULL,
    letter_order jsonb NOT NULL,
    status      text NOT NULL,
    channel     text,
    failure     text,
    message     bytea,
    filed_at    timestamptz NOT NULL,
    settled_at  timestamptz,
    UNIQUE (visit_id, kind, round, recipient)
);
COMMENT ON COLUMN letters.sequence IS 'the event of the visit it follows from';
COMMENT ON COLUMN letters.ordinal IS 'its place among the letters of that event';
CREATE INDEX letters_of_visit ON letters (visit_id, sequence, ordinal);

-- Documents under their digest.
CREATE TABLE documents (
    visit_id   text NOT NULL,
    kind       text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    title      text NOT NULL,
    marking    text NOT NULL,
    sha256     text NOT NULL,
    body       bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (visit_id, kind, version)
);
