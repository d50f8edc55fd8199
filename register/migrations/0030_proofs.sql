-- What each decision rests on. Whoever reaches Temporal can send it anything, and can run any
-- activity; only those who may write here can have something recorded, and what they signed says
-- who, about what and what exactly.
CREATE TABLE proofs (
    digest      text NOT NULL PRIMARY KEY,
    subject     text NOT NULL,
    update_id   text NOT NULL,
    proof       text NOT NULL,
    kept_at     timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN proofs.digest IS 'SHA-256 of the proof, by which a record names it';
COMMENT ON COLUMN proofs.proof IS 'the id of a public key, what was signed, and the signature; or, '
    'where a programme decided by itself, what it decided';
CREATE INDEX proofs_of_subject ON proofs (subject, update_id);

-- What the engine found by itself and is to tell a process: kept by the activity that found it.
CREATE TABLE findings (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject  text NOT NULL,
    digest   text NOT NULL,
    name     text NOT NULL,
    message  json NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    sequence bigint
);
COMMENT ON COLUMN findings.digest IS 'SHA-256 of the message, with its name';
COMMENT ON COLUMN findings.sequence IS 'the last event that followed from it, once it is recorded';
CREATE INDEX findings_of_subject ON findings (subject, digest) WHERE sequence IS NULL;

-- Which events rest on which proof: a decision is recorded in one place, or refused there for good.
CREATE TABLE proved (
    subject   text   NOT NULL,
    update_id text   NOT NULL,
    name      text   NOT NULL,
    digest    text   NOT NULL,
    first     bigint,
    sequence  bigint,
    PRIMARY KEY (subject, update_id, name)
);
COMMENT ON COLUMN proved.name IS 'of the message: an opening can have its first decision with it';
COMMENT ON COLUMN proved.first IS 'the first of the events that followed; null where it was refused';
COMMENT ON COLUMN proved.sequence IS 'the last of them';

ALTER TABLE announcements ADD COLUMN proof text;
ALTER TABLE announcements ADD COLUMN clock_offset interval NOT NULL DEFAULT '0';
COMMENT ON COLUMN announcements.proof IS 'who starts it, with what; null where `visits recover` did';
COMMENT ON COLUMN announcements.clock_offset IS 'what its clock is moved by: zero but in rehearsals';

ALTER TABLE inbox ADD COLUMN proof text;
COMMENT ON COLUMN inbox.proof IS 'of who decided it; null of what an older release kept';
