-- What a person shows from a terminal or a program to act as themselves.
CREATE TABLE personal_tokens (
    id         text        PRIMARY KEY,
    hash       bytea       NOT NULL UNIQUE,
    ref        text        NOT NULL REFERENCES staff,
    made_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX personal_tokens_of ON personal_tokens (ref) WHERE ended_at IS NULL;
