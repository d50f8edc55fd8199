-- What audits and records found not to agree, until it does: `visits tasks` tells operators of it.
CREATE TABLE mismatches (
    subject  text PRIMARY KEY,
    found    text NOT NULL,
    sentence text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN mismatches.found IS 'what is wrong, as a code; the sentence is for people';

-- What a decision led to, by its update id: so that a process that is brought back from its log
-- answers a repeated decision as before.
CREATE TABLE decisions (
    subject    text NOT NULL,
    update_id  text NOT NULL,
    sequence   integer NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, update_id)
);
