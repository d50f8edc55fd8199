-- What every consumer of events gets, kept as it was published: the same bytes for ever, whatever
-- later releases make of them.

ALTER TABLE events
    ADD COLUMN visit_id   text,
    ADD COLUMN cloudevent text,
    ADD COLUMN digest     bytea CHECK (octet_length(digest) = 32);
COMMENT ON COLUMN events.visit_id IS 'the visit it is about, also where the stream is beside one';
COMMENT ON COLUMN events.cloudevent IS 'the published bytes: CloudEvents 1.0 as canonical JSON';
COMMENT ON COLUMN events.digest IS 'SHA-256 of the digest one position before and cloudevent';
CREATE INDEX events_about_visit ON events (visit_id, position);
CREATE INDEX events_of_type ON events (type, position);

-- Where the feed is published: one row. Every event names its schema below this address.
CREATE TABLE publication (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    address  text NOT NULL CHECK (address LIKE 'http%://%' AND address NOT LIKE '%/')
);
INSERT INTO publication (address) VALUES ('http://localhost:8400');

-- A hint to whoever follows the log that it grew; they also look by themselves.
CREATE FUNCTION tell_that_events_grew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('events_grew', '');
    RETURN NULL;
END $$;
CREATE TRIGGER events_grew AFTER INSERT ON events
    FOR EACH STATEMENT EXECUTE FUNCTION tell_that_events_grew();

-- Who may come in by which doors. Of a token only its hash is kept.
CREATE TABLE tokens (
    id         text PRIMARY KEY,
    consumer   text NOT NULL,
    scopes     text[] NOT NULL CHECK (cardinality(scopes) > 0),
    department text,
    hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
COMMENT ON COLUMN tokens.department IS 'whose content it opens, with the scope content';

-- How far each consumer has come, door by door.
CREATE TABLE followers (
    consumer text NOT NULL,
    door     text NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    seen_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, door)
);
COMMENT ON COLUMN followers.position IS 'everything up to here has been asked beyond, or sent';
