-- Those who run visits. Their names and addresses are here and nowhere else; ids, events and proofs
-- call them by `ref`.
CREATE TABLE staff (
    ref        text        PRIMARY KEY,
    name       text        NOT NULL,
    email      text,
    roles      text[]      NOT NULL,
    issuer     text,
    subject    text,
    added_at   timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz,
    UNIQUE (issuer, subject)
);
CREATE UNIQUE INDEX staff_by_email ON staff (lower(email)) WHERE ended_at IS NULL;
COMMENT ON COLUMN staff.issuer IS 'the identity provider that knows them as `subject`; null until they came by one';

-- What was done about them: appended to, never changed, and without a word of theirs.
CREATE TABLE staff_changes (
    number     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    ref        text        NOT NULL REFERENCES staff,
    actor      text        NOT NULL,
    change     text        NOT NULL,
    roles      text[]
);
COMMENT ON COLUMN staff_changes.roles IS 'as they are after it, where they changed';

-- What somebody has decided and somebody else must confirm before it is brought. The form, whose
-- reason is in people's words, is kept until then.
CREATE TABLE second_persons (
    subject    text        NOT NULL,
    decision   text        NOT NULL,
    about      text        NOT NULL,
    actor      text        NOT NULL,
    form       json        NOT NULL,
    asked_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, decision, about)
);
