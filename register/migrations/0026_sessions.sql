-- Who is signed in. Of what a browser shows, only the SHA-256 is kept.
CREATE TABLE sessions (
    hash         bytea       PRIMARY KEY,
    ref          text        NOT NULL REFERENCES staff,
    began_at     timestamptz NOT NULL DEFAULT now(),
    seen_at      timestamptz NOT NULL DEFAULT now(),
    provider_sid text
);
CREATE INDEX sessions_of ON sessions (ref);
COMMENT ON COLUMN sessions.provider_sid IS 'what the identity provider calls its own session, so that it can end this one';

-- Addresses, or codes for a terminal, by which somebody signs in once.
CREATE TABLE sign_in_addresses (
    hash       bytea       PRIMARY KEY,
    ref        text        NOT NULL REFERENCES staff,
    made_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

-- Sign-ins under way at an identity provider: one row for each tab.
CREATE TABLE sign_in_attempts (
    state_hash bytea       PRIMARY KEY,
    browser    bytea       NOT NULL,
    nonce      text        NOT NULL,
    verifier   text        NOT NULL,
    next_path  text        NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN sign_in_attempts.browser IS 'SHA-256 of what the browser that began it was given: another cannot end it';

-- Statements of a provider that were taken once, so that none is taken again while it would still do.
CREATE TABLE logout_tokens (
    hash       bytea       PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
