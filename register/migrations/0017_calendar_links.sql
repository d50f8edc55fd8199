-- Addresses at which an inspector's calendar programme reads where they are. Whoever knows the
-- secret in the address may read it; only its hash is kept, and there is one for each inspector.
CREATE TABLE calendar_links (
    email      text        PRIMARY KEY CHECK (email = lower(email)),
    hash       bytea       NOT NULL UNIQUE,
    made_at    timestamptz NOT NULL DEFAULT now()
);
